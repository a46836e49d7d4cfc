"""Every endpoint × every role × every relation, against the table."""

from collections.abc import Mapping

from tests.isolation.asking import (
    allowed,
    askings_of_endpoints,
    differences,
    refused,
)
from tests.isolation.conftest import Estate
from tests.isolation.served import Asker
from tests.isolation.snapshot import snapshot


def test_every_endpoint_answers_as_the_table_says_and_shows_nothing_foreign(
    estate: Estate, callers: Mapping[str, Asker]
) -> None:
    askings = askings_of_endpoints(estate.homes, reading=True)

    assert not (found := differences(askings, callers, estate.homes)), found


def test_what_is_refused_is_refused_as_the_table_says_and_changes_nothing(
    estate: Estate, callers: Mapping[str, Asker]
) -> None:
    askings = refused(askings_of_endpoints(estate.homes, reading=False))
    before = snapshot(estate.urls.owner)

    assert not (found := differences(askings, callers, estate.homes)), found
    assert snapshot(estate.urls.owner) == before


def test_what_is_allowed_is_taken_and_the_answer_shows_nothing_foreign(
    estate: Estate, callers: Mapping[str, Asker]
) -> None:
    askings = allowed(askings_of_endpoints(estate.homes, reading=False))

    found = differences(askings, callers, estate.homes, then=estate.plant_anew)

    assert not found, found
