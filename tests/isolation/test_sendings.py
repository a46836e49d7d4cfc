"""Every page × every role × every relation, sent something, against the table."""

from collections.abc import Mapping

from tests.isolation.asking import (
    allowed,
    askings_of_pages,
    differences,
    refused,
)
from tests.isolation.conftest import Estate
from tests.isolation.served import Asker
from tests.isolation.snapshot import snapshot


def test_what_is_refused_is_refused_as_the_table_says_and_changes_nothing(
    estate: Estate, browsers: Mapping[str, Asker]
) -> None:
    askings = refused(askings_of_pages("POST", estate.homes))
    before = snapshot(estate.urls.owner)

    assert not (found := differences(askings, browsers, estate.homes)), found
    assert snapshot(estate.urls.owner) == before


def test_what_is_allowed_is_taken_and_the_answer_shows_nothing_foreign(
    estate: Estate, browsers: Mapping[str, Asker]
) -> None:
    askings = allowed(askings_of_pages("POST", estate.homes))

    found = differences(askings, browsers, estate.homes, then=estate.plant_anew)

    assert not found, found
