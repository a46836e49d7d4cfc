"""Pages of occupancies: noting moves in days of the instance, finding, exporting."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.metering.models import MeasuringPoint, Occupancy
from progres.metering.occupancies import move_in
from progres.metering.occupancy_checks import OccupancyFields
from tests.metering.setting import make_point
from tests.web.conftest import Browser
from tests.web.test_imports import table_of
from tests.world import NOON, World

KLARA = {
    "name": "Klara Grün",
    "since": "2026-02-01",
    "until": "",
    "reference": "K-4711",
    "email": "klara@example.net",
    "phone": "0123 4567",
    "account": "rita@example.org",
    "note": "",
}


@pytest.fixture
def point(world: World) -> Iterator[MeasuringPoint]:
    with transaction.atomic(), scoped(world.everything):
        yield make_point(world)


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def all_of(world: World) -> list[Occupancy]:
    found = Occupancy.objects.of(world.everything).order_by("since")
    return list(found.select_related("tenant"))


def test_moves_are_noted_in_whole_days_of_the_instance(
    world: World, browser: Browser, point: MeasuringPoint
) -> None:
    olga = browser(world.olga)
    page = address(world, "point", point_id=point.id)
    assert "Nobody is noted here." in olga.get(page).text

    moved = olga.post(address(world, "move_in", point_id=point.id), KLARA)
    assert moved.headers["Location"] == page
    [klara] = all_of(world)
    assert klara.since == datetime(2026, 1, 31, 23, 0, tzinfo=UTC)
    assert klara.user_id == world.rita.user.id

    out = address(world, "move_out", occupancy_id=klara.id)
    assert olga.post(out, {"until": "2026-03-31"}).headers["Location"] == page
    [klara] = all_of(world)
    assert klara.until == datetime(2026, 3, 31, 22, 0, tzinfo=UTC)  # in summer time
    assert "31 Mar 2026" in olga.get(page).text


def test_the_next_one_ends_the_one_before_if_that_is_wanted(
    world: World, browser: Browser, point: MeasuringPoint
) -> None:
    olga = browser(world.olga)
    new = address(world, "move_in", point_id=point.id)
    olga.post(new, KLARA)
    bruno = {**KLARA, "name": "Bruno Weiß", "since": "2026-03-01", "account": ""}

    refused = olga.post(new, bruno)
    assert "consumes there since 01.02.2026 00:00 CET" in refused.text
    assert olga.post(new, {**bruno, "ends_former": "on"}).status_code == 302

    klara, bruno_too = all_of(world)
    assert klara.until == bruno_too.since


def test_a_change_keeps_exact_moments_whose_days_were_left(
    world: World, browser: Browser, point: MeasuringPoint
) -> None:
    exact = OccupancyFields(
        name="Partei A", since=NOON, until=NOON + timedelta(days=9, hours=1)
    )
    stored = move_in(point.id, exact, by=world.olga, at=NOON)
    edit = address(world, "occupancy_edit", occupancy_id=stored.id)
    olga = browser(world.olga)
    assert "2026-03-10" in olga.get(edit).text

    said = {**KLARA, "since": "2026-03-01", "until": "2026-03-10"}
    shown = address(world, "occupancy", occupancy_id=stored.id)
    assert olga.post(edit, said).headers["Location"] == shown

    [changed] = all_of(world)
    assert (changed.since, changed.until) == (exact.since, exact.until)
    assert changed.name == "Klara Grün"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"until": "2026-01-01"}, "The last day must not be before the first one."),
        ({"account": "nobody@example.org"}, "There is no account with this address."),
        ({"since": "9999-12-31"}, "no such year"),
        ({"since": "0001-01-01"}, "no such year"),
    ],
)
def test_what_cannot_be_stands_beside_its_field(
    world: World,
    browser: Browser,
    point: MeasuringPoint,
    wrong: dict[str, str],
    said: str,
) -> None:
    new = address(world, "move_in", point_id=point.id)

    answer = browser(world.olga).post(new, {**KLARA, **wrong})

    assert said in answer.text
    assert all_of(world) == []


def test_people_are_found_opened_and_exported_and_each_look_is_noted(
    world: World, browser: Browser, point: MeasuringPoint
) -> None:
    olga = browser(world.olga)
    olga.post(address(world, "move_in", point_id=point.id), KLARA)
    [klara] = all_of(world)
    listed = address(world, "occupancy_list")

    assert "Klara Grün" in olga.get(listed, {"q": "4711"}).text
    assert "No occupancy matches." in olga.get(listed, {"standing": "former"}).text
    assert (
        "0123 4567" in olga.get(address(world, "occupancy", occupancy_id=klara.id)).text
    )
    file = olga.get(address(world, "occupancies_export"), {"as": "csv", "q": "klara"})

    assert table_of(file)[1][:5] == [
        *("Klara Grün", "Hallenbad Kaltwasser", "Hallenbad", "2026-02-01", "")
    ]
    noted = AuditEntry.objects.filter(is_view=True).values_list("action", flat=True)
    assert {*noted} == {"occupancies.viewed", "occupancy.viewed"}


def test_only_who_may_sees_the_names(
    world: World, browser: Browser, point: MeasuringPoint
) -> None:
    browser(world.olga).post(address(world, "move_in", point_id=point.id), KLARA)
    rita = browser(world.rita)

    seen = [
        rita.get(address(world, "point", point_id=point.id)).text,
        rita.get(address(world, "search"), {"q": "klara"}).text,
        rita.get(address(world, "overview")).text,
        rita.get(address(world, "map")).text,
    ]

    assert not any("Klara Grün" in text for text in seen)
    assert rita.get(address(world, "occupancy_list")).status_code == 403
    found = browser(world.olga).get(address(world, "search"), {"q": "klara grün"})
    assert "K-4711" not in found.text


def test_a_deleted_occupancy_asks_for_the_name(
    world: World, browser: Browser, point: MeasuringPoint
) -> None:
    olga = browser(world.olga)
    olga.post(address(world, "move_in", point_id=point.id), KLARA)
    delete = address(world, "occupancy_delete", occupancy_id=all_of(world)[0].id)

    assert "This is not its name." in olga.post(delete, {"confirm": "Klara"}).text
    olga.post(delete, {"confirm": "Klara Grün"})

    assert all_of(world) == []
