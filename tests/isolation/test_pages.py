"""Every page × every role × every relation, read, against the table."""

from collections.abc import Mapping

from tests.isolation.asking import askings_of_pages, differences
from tests.isolation.conftest import Estate
from tests.isolation.served import Asker


def test_every_page_answers_as_the_table_says_and_shows_nothing_foreign(
    estate: Estate, browsers: Mapping[str, Asker]
) -> None:
    askings = askings_of_pages("GET", estate.homes)

    assert not (found := differences(askings, browsers, estate.homes)), found
