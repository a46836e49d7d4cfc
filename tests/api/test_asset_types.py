"""Types of assets that instances make themselves, and what assets have of them."""

from typing import Any

import pytest

from progres.accounts.user_actions import change_user
from progres.assets.models import Asset
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.devices.moving import move_instance
from progres.tenants.placing import CannotMove
from tests.api.calls import Caller, caller
from tests.world import NOON, World, make_asset, make_asset_type

STATION = {"operator": "Klara Lenz", "power": 7.5, "fenced": True, "drive": "diesel"}


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


@pytest.fixture
def station(world: World) -> int:
    with scoped(world.olga.scope):
        return make_asset_type(world).id


def made(by: Caller, **said: object) -> Any:
    answer = by.post("/assets", {"name": "Pumpwerk Nord", **said})
    assert answer.status == 201, answer.content
    return answer.content


def test_an_asset_has_what_its_type_asks_for_and_changes_are_recorded(
    world: World, olga: Caller, station: int
) -> None:
    pump = made(olga, asset_type=station, fields=STATION)
    path = f"/assets/{pump['id']}"

    changed = olga.patch(path, {"fields": {"power": 11, "operator": None}}).content

    assert changed["fields"] == {"power": 11, "fenced": True, "drive": "diesel"}
    assert changed["asset_type"] == station
    with scoped(world.olga.scope):
        entry = AuditEntry.objects.get(action="asset.changed")
    assert entry.details["own_fields"] == [
        "Operator: Klara Lenz, Power: 7.5",
        "Power: 11",
    ]
    without = olga.patch(path, {"asset_type": None}).content
    assert (without["asset_type"], without["fields"]) == (None, {})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "'Drive' is required"),
        ({"drive": "steam"}, "holds one of: electric, diesel"),
        ({"drive": "diesel", "power": "much"}, "'Power'; it holds a number"),
        ({"drive": "diesel", "power": True}, "'Power'; it holds a number"),
        ({"drive": "diesel", "power": 1e300}, "'Power'; it holds a number"),
        ({"drive": "diesel", "fenced": 1}, "'Fenced'; it holds yes or no"),
        ({"drive": "diesel", "inspected_on": "1.3.2026"}, "a day such as 2026-03-01"),
        ({"drive": "diesel", "operator": 7}, "'Operator'; it holds a text"),
        ({"drive": "diesel", "operator": "x" * 501}, "has 501 characters"),
        ({"drive": "diesel", "operator": "a\u202eb"}, "cannot be seen"),
        ({"drive": "diesel", "colour": "red"}, "'colour' is no field"),
    ],
)
def test_what_does_not_fit_its_field_is_refused_with_a_reason(
    olga: Caller, station: int, fields: dict[str, object], words: str
) -> None:
    said = {"name": "Pumpwerk", "asset_type": station, "fields": fields}

    answer = olga.post("/assets", said)

    assert (answer.status, words in answer.content["detail"]) == (422, True)


def test_a_type_that_changes_leaves_its_assets_as_they_are(
    olga: Caller, station: int
) -> None:
    pump = made(olga, asset_type=station, fields=STATION)
    fields = [{"key": "power", "kind": "text"}, {"key": "year", "required": True}]

    assert olga.patch(f"/asset-types/{station}", {"fields": fields}).status == 200

    path = f"/assets/{pump['id']}"
    assert olga.get(path).content["fields"] == STATION
    renamed = olga.patch(path, {"name": "Pumpwerk Süd"})
    assert (renamed.status, renamed.content["fields"]) == (200, STATION)
    refused = olga.patch(path, {"fields": {"power": "7"}})
    assert (refused.status, "no field" in refused.content["detail"]) == (422, True)


def test_a_type_in_use_is_neither_deleted_nor_hidden(
    world: World, olga: Caller, station: int
) -> None:
    made(olga, tenant=world.bad.id, asset_type=station, fields={"drive": "diesel"})
    path = f"/asset-types/{station}"

    assert olga.delete(path).status == 409
    hidden = olga.patch(path, {"shared": False})
    assert (hidden.status, "instances below" in hidden.content["detail"]) == (422, True)
    assert olga.post("/asset-types", {"name": "Pumpwerk"}).status == 409
    with scoped(world.everything), pytest.raises(CannotMove, match="types that"):
        move_instance(world.bad.id, world.nord.id, by=world.otto, at=NOON)
    other = olga.post("/asset-types", {"name": "Schieber"}).content["id"]
    assert olga.delete(f"/asset-types/{other}").status == 204


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"key": "Year Built"}, "is not a key"),
        ({"key": "a" * 41}, "at most 40"),
        ({"key": "year", "kind": "colour"}, "Input should be"),
        ({"key": "drive", "kind": "choice", "choices": ["one"]}, "has 1 choices"),
        (
            {"key": "drive", "kind": "choice", "choices": ["a\nb", "c"]},
            "cannot be seen",
        ),
    ],
)
def test_what_is_no_field_is_refused(
    olga: Caller, field: dict[str, object], words: str
) -> None:
    answer = olga.post("/asset-types", {"name": "Pumpwerk", "fields": [field]})

    assert (answer.status, words in answer.content["detail"]) == (422, True)
    twice = {"name": "Pumpwerk", "fields": [{"key": "year"}, {"key": "year"}]}
    assert "twice" in olga.post("/asset-types", twice).content["detail"]


def test_strangers_and_instances_below_see_what_is_shared_with_them(
    world: World, olga: Caller, station: int
) -> None:
    nora = caller(world.nora)
    path = f"/asset-types/{station}"

    assert nora.get("/asset-types").content["items"] == []
    assert (nora.get(path).status, nora.delete(path).status) == (404, 404)
    foreign, missing = (
        nora.post("/assets", {"name": "Dach", "asset_type": number})
        for number in (station, 999_999)
    )
    assert (foreign.status, foreign.content) == (422, missing.content)
    assert caller(world.rita).patch(path, {"name": "Meins"}).status == 403


def test_somebody_limited_to_an_asset_sees_no_other_and_changes_none(
    world: World, olga: Caller, station: int
) -> None:
    pump = made(olga, asset_type=station, fields=STATION, street="Am Deich 1")
    with scoped(world.olga.scope):
        hall = make_asset(world)
        changes = {"role": "device-manager", "asset_id": hall.id}
        change_user(world.rita.user.id, changes, by=world.olga, at=NOON)
    rita = caller(world.rita)

    assert [a["id"] for a in rita.get("/assets").content["items"]] == [hall.id]
    assert rita.get("/assets", q="deich").content["items"] == []
    assert rita.get(f"/assets/{pump['id']}").status == 404
    assert rita.patch(f"/assets/{hall.id}", {"name": "Meins"}).status == 403


def test_where_it_lies_and_who_is_responsible(world: World, olga: Caller) -> None:
    place = {"latitude": 52.52, "longitude": 13.4, "contacts": "Klara Lenz\n0123 456"}
    pump = made(olga, **place, notes="Schlüssel beim Pförtner")

    assert {name: pump[name] for name in place} == place
    half = olga.patch(f"/assets/{pump['id']}", {"longitude": None})
    assert (half.status, "both latitude" in half.content["detail"]) == (422, True)
    olga.patch(f"/assets/{pump['id']}", {"contacts": "Jan Ahrens"})
    olga.get(f"/assets/{pump['id']}")
    with scoped(world.olga.scope):
        entries = AuditEntry.objects.filter(target_type="asset").order_by("id")
        noted = [(entry.action, entry.details) for entry in entries]
        stored = Asset.objects.of(world.olga.scope).get(id=pump["id"])
    assert stored.contacts == "Jan Ahrens"
    assert noted[1:] == [
        ("asset.changed", {"contacts": ["…", "…"]}),
        ("asset.viewed", {}),
    ]
