"""Buildings and rooms, and the devices that hang in them, as machines keep them."""

from typing import Any

import pytest

from progres.assets.models import Asset
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.files.queries import Owner
from progres.files.rules import Use
from tests.api.calls import Answer, Caller, caller
from tests.files import samples
from tests.files.setting import keep
from tests.world import World


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def made(by: Caller, **fields: object) -> Any:
    answer = by.post("/assets", {"name": "Hallenbad", **fields})
    assert answer.status == 201, answer.content
    return answer.content["id"]


def lineages(world: World) -> dict[str, list[int]]:
    with scoped(world.olga.scope):
        return dict(Asset.objects.of(world.olga.scope).values_list("name", "lineage"))


def test_an_asset_stands_in_another_and_moves_with_what_is_in_it(
    world: World, olga: Caller
) -> None:
    pool = made(olga)
    floor = made(olga, name="Erdgeschoss", kind="floor", parent=pool)
    room = made(olga, name="Umkleide", kind="room", parent=floor)
    other = made(olga, name="Rathaus")

    assert lineages(world)["Umkleide"] == [pool, floor, room]
    assert olga.patch(f"/assets/{floor}", {"parent": other}).status == 200
    assert lineages(world)["Umkleide"] == [other, floor, room]
    assert olga.patch(f"/assets/{floor}", {"parent": None}).status == 200
    assert lineages(world)["Umkleide"] == [floor, room]


def test_nothing_stands_in_itself(olga: Caller) -> None:
    pool = made(olga)
    floor = made(olga, name="Erdgeschoss", parent=pool)

    for parent in (pool, floor):
        refused = olga.patch(f"/assets/{pool}", {"parent": parent})
        assert refused.status == 422
        assert "cannot stand in itself" in refused.content["detail"]


def test_what_is_said_of_an_asset_is_changed_and_recorded(
    world: World, olga: Caller
) -> None:
    pool = made(olga, city="Musterstadt")

    changed = olga.patch(f"/assets/{pool}", {"street": "Badweg 3"}).content

    assert (changed["street"], changed["city"]) == ("Badweg 3", "Musterstadt")
    assert olga.get(f"/assets/{pool}").content == changed
    for words in ("hall", "badw", "mus hal"):
        [found] = olga.get("/assets", q=words).content["items"]
        assert found["id"] == pool
    assert not olga.get("/assets", q="bad 4").content["items"]
    with scoped(world.olga.scope):
        entry = AuditEntry.objects.get(action="asset.changed")
    assert entry.details == {"street": ["", "Badweg 3"]}


def test_a_device_hangs_in_an_asset_of_its_instance_or_above(
    world: World, olga: Caller
) -> None:
    pool, path = made(olga), f"/devices/{world.device.id}"

    assert olga.patch(path, {"asset": pool}).content["asset"] == pool

    refused = olga.delete(f"/assets/{pool}")
    assert (refused.status, "1 devices" in refused.content["detail"]) == (409, True)
    assert olga.patch(path, {"name": "Fühler"}).content["asset"] == pool
    assert olga.patch(path, {"asset": None}).content["asset"] is None
    assert olga.delete(f"/assets/{pool}").status == 204


def test_a_device_hangs_in_no_asset_below_or_beside(world: World, olga: Caller) -> None:
    below = made(olga, tenant=world.bad.id)
    beside = made(caller(world.nora))
    device = {
        "dev_eui": "24e124710c140002",
        "name": "Rathaus",
        "device_type": world.device_type.id,
    }

    for asset in (below, beside, 999_999):
        assert olga.post("/devices", {**device, "asset": asset}).status == 422


def test_what_stands_in_an_asset_keeps_it(olga: Caller) -> None:
    pool = made(olga)
    made(olga, name="Erdgeschoss", parent=pool)

    assert olga.delete(f"/assets/{pool}").status == 409


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": " "}, 422),
        ({"name": "x\ny"}, 422),
        ({"kind": "castle"}, 422),
        ({"street": "x" * 121}, 422),
        ({"parent": 999_999}, 404),
        ({"tenant": 999_999}, 404),
    ],
)
def test_what_is_no_asset_is_refused(
    olga: Caller, fields: dict[str, object], status: int
) -> None:
    assert olga.post("/assets", {"name": "Hallenbad", **fields}).status == status


def test_a_parent_of_another_instance_is_refused(world: World, olga: Caller) -> None:
    below = made(olga, tenant=world.bad.id)

    assert olga.post("/assets", {"name": "Dach", "parent": below}).status == 422


def test_strangers_see_and_change_nothing(world: World, olga: Caller) -> None:
    pool, nora = made(olga), caller(world.nora)

    assert nora.get("/assets").content["items"] == []
    for path in (f"/assets/{pool}", "/assets/999999"):
        assert nora.get(path).status == 404
        assert nora.patch(path, {"name": "Meins"}).status == 404
        assert nora.delete(path).status == 404
    assert nora.post("/assets", {"name": "Dach", "parent": pool}).status == 404


def test_a_reader_changes_no_asset(world: World, olga: Caller) -> None:
    pool, rita = made(olga), caller(world.rita)

    assert rita.get(f"/assets/{pool}").status == 200
    assert rita.patch(f"/assets/{pool}", {"name": "Meins"}).status == 403


def test_the_plan_holds_exactly_the_devices_that_are_put_on_it(
    world: World, olga: Caller
) -> None:
    pool = made(olga)
    plan, device = f"/assets/{pool}/plan", world.device.id
    place = {"device": device, "x": 0.25, "y": 1}

    def put(*places: object) -> Answer:
        return olga.put(plan, {"places": places})

    assert "no floor plan" in put(place).content["detail"]
    with scoped(world.olga.scope):
        asset = Asset.objects.of(world.olga.scope).get(id=pool)
        owner, png = Owner("asset_id", pool), samples.picture()
        keep(asset, owner, world.olga, use=Use.PLAN, name="EG.png", content=png)
    assert "hangs in" in put(place).content["detail"]
    assert olga.patch(f"/devices/{device}", {"asset": pool}).status == 200
    assert put(place).content == {"places": [place]}
    assert put({**place, "x": 1.5}).status == 422
    assert olga.get(plan).content == {"places": [place]}
    assert caller(world.nora).get(plan).status == 404
    assert put().content == {"places": []}
