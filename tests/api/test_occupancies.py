"""Occupancies by the API: exact moments, one after the other, each read noted."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.metering.models import MeasuringPoint
from tests.api.calls import Caller, caller
from tests.metering.setting import make_point, put_in
from tests.world import World

KLARA = {"name": "Klara Grün", "since": "2026-02-01T09:30:00+01:00"}


@pytest.fixture
def point(world: World) -> Iterator[MeasuringPoint]:
    with transaction.atomic(), scoped(world.everything):
        yield make_point(world)


@pytest.fixture
def olga(world: World, point: MeasuringPoint) -> Caller:
    return caller(world.olga)


def test_occupancies_are_made_read_changed_and_deleted(
    world: World, olga: Caller, point: MeasuringPoint
) -> None:
    put_in(world, point)
    said = {**KLARA, "measuring_point": point.id, "user": world.rita.user.id}

    made = olga.post("/occupancies", said)
    path = f"/occupancies/{made.content['id']}"

    assert made.status == 201
    assert made.content["since"] == "2026-02-01T08:30:00Z"
    assert olga.get(path).content == made.content
    found = olga.get("/occupancies", q="8KAM", measuring_point=point.id)
    assert [one["name"] for one in found.content["items"]] == ["Klara Grün"]
    ended = olga.patch(path, {"until": "2026-03-01T00:00:00Z", "user": None})
    assert (ended.content["until"], ended.content["user"]) == (
        "2026-03-01T00:00:00Z",
        None,
    )
    assert olga.get("/occupancies", standing="present").content["items"] == []
    assert olga.delete(path).status == 204
    assert olga.get(path).status == 404
    noted = AuditEntry.objects.filter(is_view=True).values_list("action", flat=True)
    assert {*noted} == {"occupancies.viewed", "occupancy.viewed"}


def test_two_at_once_are_refused_unless_the_former_ends(
    olga: Caller, point: MeasuringPoint
) -> None:
    olga.post("/occupancies", {**KLARA, "measuring_point": point.id})
    said = {"name": "Bruno", "since": "2026-03-01T00:00:00Z"}
    bruno = {**said, "measuring_point": point.id}

    refused = olga.post("/occupancies", bruno)

    assert refused.status == 409
    assert "since 01.02.2026 09:30 CET" in refused.content["detail"]
    assert olga.post("/occupancies", {**bruno, "ends_former": True}).status == 201


def test_who_lives_where_is_no_right_of_readers(
    world: World, point: MeasuringPoint
) -> None:
    rita = caller(world.rita)

    assert rita.get("/occupancies").status == 403
    assert rita.get("/own-consumption").content == []
    assert rita.get(f"/own-consumption/{point.id}/series").status == 404
