"""Who consumes at a measuring point: one after the other, found by what is said of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.metering.models import MeasuringPoint, Occupancy, OccupancyWord
from progres.metering.occupancies import (
    change_occupancy,
    delete_occupancy,
    move_in,
    move_out,
)
from progres.metering.occupancy_checks import (
    BadOccupancy,
    OccupanciesOverlap,
    OccupancyFields,
    said_of_occupancy,
)
from progres.metering.occupants import search_occupancies
from tests.metering.setting import make_point, put_in
from tests.world import NOON, World, make_asset

DAY = timedelta(days=1)
KLARA = OccupancyFields(
    name="Klara Grün",
    since=NOON - 90 * DAY,
    email="klara@example.org",
    reference="K-4711",
)
BRUNO = OccupancyFields(name="Bruno Weiß", since=NOON - 10 * DAY)


@pytest.fixture
def house(world: World) -> Iterator[World]:
    with scoped(world.everything):
        yield world


def settle(
    world: World,
    point: MeasuringPoint,
    fields: OccupancyFields = KLARA,
    *,
    ends_former: bool = False,
) -> Occupancy:
    return move_in(point.id, fields, ends_former=ends_former, by=world.olga, at=NOON)


def found(world: World, text: str = "", standing: str = "") -> list[str]:
    scope = world.olga.scope
    asked = search_occupancies(scope, text=text, standing=standing, at=NOON)
    return [occupancy.name for occupancy in asked]


def entries(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("id"))


def test_the_next_one_ends_the_one_before_at_the_same_moment(house: World) -> None:
    point = make_point(house)
    first = settle(house, point)

    second = settle(house, point, BRUNO, ends_former=True)

    first.refresh_from_db()
    assert (first.until, second.until) == (BRUNO.since, None)
    [begun, also_begun] = entries("occupancy.begun")
    [ended] = entries("occupancy.ended")
    assert (begun.target, also_begun.target) == (KLARA.name, BRUNO.name)
    assert ended.details["occupied_until"] == [None, BRUNO.since.isoformat()]


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (-10, None, r"'Klara Grün' consumes there since 01.12.2025 13:00 CET"),
        (-100, None, r"'Klara Grün' consumes there since"),
        (-100, -89, r"'Klara Grün' consumes there since"),
    ],
)
def test_two_at_once_are_refused_with_the_period_of_the_other(
    house: World, since: int, until: int | None, said: str
) -> None:
    point = make_point(house)
    settle(
        house,
        point,
        replace(KLARA, since=datetime.fromisoformat("2025-12-01T12:00+00:00")),
    )

    with pytest.raises(OccupanciesOverlap, match=said):
        settle(
            house,
            point,
            replace(
                BRUNO,
                since=NOON + since * DAY,
                until=None if until is None else NOON + until * DAY,
            ),
        )


def test_one_that_is_over_is_told_with_both_ends(house: World) -> None:
    point = make_point(house)
    settle(house, point, replace(KLARA, until=BRUNO.since + DAY))

    with pytest.raises(OccupanciesOverlap, match=r"from 01.12.2025 13:00 CET to 20.02"):
        settle(house, point, BRUNO)


def test_an_end_and_a_beginning_at_the_same_moment_do_not_overlap(house: World) -> None:
    point = make_point(house)
    settle(house, point, replace(KLARA, until=BRUNO.since))

    settle(house, point, BRUNO)

    assert found(house) == ["Bruno Weiß", "Klara Grün"]


def test_an_end_is_noted_moved_and_taken_back(house: World) -> None:
    klara = settle(house, make_point(house))

    assert move_out(klara.id, NOON, by=house.olga, at=NOON).until == NOON
    lasting = replace(said_of_occupancy(klara), until=None)
    changed = change_occupancy(klara.id, lasting, by=house.olga, at=NOON)

    assert changed.until is None
    [entry] = entries("occupancy.changed")
    assert entry.details == {"occupied_until": [NOON.isoformat(), None]}


def test_an_end_cannot_reach_into_the_next_occupancy(house: World) -> None:
    point = make_point(house)
    klara = settle(house, point)
    settle(house, point, BRUNO, ends_former=True)

    with pytest.raises(OccupanciesOverlap, match="Bruno Weiß"):
        move_out(klara.id, NOON, by=house.olga, at=NOON)
    with pytest.raises(OccupanciesOverlap, match="Bruno Weiß"):
        change_occupancy(klara.id, KLARA, by=house.olga, at=NOON)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "  "}, "needs a name or a pseudonym"),
        ({"name": "K\nlara"}, "holds a character that cannot be seen"),
        ({"email": "klara"}, "'klara' is not an e-mail address"),
        ({"reference": "7" * 61}, "has 61 characters; it can have 60"),
        ({"until": KLARA.since}, "the end must be later"),
        ({"since": NOON.replace(year=1026)}, "The year 1026 is too long ago"),
        ({"until": NOON.replace(year=2300)}, "The year 2300 is too far away"),
        ({"user_id": 999_999}, "There is no such account"),
    ],
)
def test_what_nobody_can_be_is_refused(
    house: World, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadOccupancy, match=said):
        settle(house, make_point(house), replace(KLARA, **wrong))


def test_an_account_is_one_that_reaches_the_point(house: World) -> None:
    rita = replace(KLARA, user_id=house.rita.user.id)

    assert settle(house, make_point(house), rita).user_id == house.rita.user.id
    nora = replace(KLARA, user_id=house.nora.user.id)
    with pytest.raises(BadOccupancy, match="no such account in 'Hallenbad"):
        settle(house, make_point(house), nora)


def test_people_are_found_by_words_meters_and_addresses(house: World) -> None:
    block = make_asset(house, "Lindenweg 5")
    flat = make_asset(house, "WE 03", parent=block)
    here = make_point(house, asset=flat)
    put_in(house, here)
    settle(house, here)
    elsewhere = make_point(house)
    settle(house, elsewhere, BRUNO)

    for text in ("klar", "Grun", "klara@ex", "K-4711", "8kam00123", "linden we"):
        assert found(house, text) == ["Klara Grün"], text
    assert found(house, "klara linden") == ["Klara Grün"]
    assert found(house, "bruno linden") == []
    assert found(house, "hallenbad") == ["Bruno Weiß", "Klara Grün"]


def test_those_present_and_those_gone_are_told_apart(house: World) -> None:
    point = make_point(house)
    settle(house, point)
    settle(house, point, BRUNO, ends_former=True)

    assert found(house, standing="present") == ["Bruno Weiß"]
    assert found(house, standing="former") == ["Klara Grün"]


def test_a_changed_name_is_found_and_the_former_one_is_not(house: World) -> None:
    klara = settle(house, make_point(house))

    change_occupancy(klara.id, replace(KLARA, name="Partei 3"), by=house.olga, at=NOON)

    assert (found(house, "partei"), found(house, "grün")) == (["Partei 3"], [])


def test_a_deleted_occupancy_leaves_no_words(house: World) -> None:
    klara = settle(house, make_point(house))

    delete_occupancy(klara.id, by=house.olga, at=NOON)

    assert not OccupancyWord.objects.of(house.everything).exists()
    [entry] = entries("occupancy.deleted")
    assert entry.details["occupied_point"] == "Hallenbad Kaltwasser"


def test_the_occupancies_of_others_do_not_exist(house: World) -> None:
    klara = settle(house, make_point(house))

    for act in (
        lambda: move_out(klara.id, NOON, by=house.nora, at=NOON),
        lambda: change_occupancy(klara.id, KLARA, by=house.nora, at=NOON),
        lambda: delete_occupancy(klara.id, by=house.nora, at=NOON),
    ):
        with pytest.raises(Occupancy.DoesNotExist):
            act()
