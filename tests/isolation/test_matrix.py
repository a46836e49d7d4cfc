"""Every page and endpoint × every role × every relation, against the table."""

from collections.abc import Mapping

import pytest

from tests.isolation.asking import allowed, askings, differences, refused
from tests.isolation.conftest import Estate
from tests.isolation.served import Asker
from tests.isolation.snapshot import snapshot

Askers = Mapping[str, Mapping[str, Asker]]

pytestmark = pytest.mark.parametrize("on", ["pages", "endpoints"])


@pytest.fixture
def askers(browsers: Mapping[str, Asker], callers: Mapping[str, Asker]) -> Askers:
    return {"pages": browsers, "endpoints": callers}


def test_what_is_read_answers_as_the_table_says_and_shows_nothing_foreign(
    estate: Estate, askers: Askers, on: str
) -> None:
    asked = askings(on, estate.homes, reading=True)

    assert not (found := differences(asked, askers[on], estate.homes)), found


def test_what_is_refused_is_refused_as_the_table_says_and_changes_nothing(
    estate: Estate, askers: Askers, on: str
) -> None:
    asked = refused(askings(on, estate.homes, reading=False))
    before = snapshot(estate.urls.owner)

    assert not (found := differences(asked, askers[on], estate.homes)), found
    assert snapshot(estate.urls.owner) == before


def test_what_is_allowed_is_taken_and_the_answer_shows_nothing_foreign(
    estate: Estate, askers: Askers, on: str
) -> None:
    asked = allowed(askings(on, estate.homes, reading=False))

    found = differences(asked, askers[on], estate.homes, then=estate.plant_anew)

    assert not found, found
