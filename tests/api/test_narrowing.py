"""Roles that end at an asset, as machines give them, and what they see then."""

import pytest

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.api.calls import Caller, caller
from tests.world import World

HIDDEN = (
    *("/connections", "/unassigned-uplinks", "/gateways", "/users", "/grants"),
    *("/roles", "/audit-events"),
)


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def asset(olga: Caller, name: str, parent: int | None = None) -> int:
    made = olga.post("/assets", {"name": name, "parent": parent})
    return int(made.content["id"])


def narrow(world: World, olga: Caller, asset_id: int, role: str = "viewer") -> Caller:
    changes = {"role": role, "asset": asset_id}
    changed = olga.patch(f"/users/{world.rita.user.id}", changes)
    assert changed.content["asset"] == asset_id
    return caller(world.rita)


def test_lists_hold_what_is_in_the_asset_alone(world: World, olga: Caller) -> None:
    pool, hall = asset(olga, "Hallenbad"), asset(olga, "Rathaus")
    room = asset(olga, "Umkleide", pool)
    device = f"/devices/{world.device.id}"
    olga.patch(device, {"asset": room})

    rita = narrow(world, olga, pool)
    assert [d["id"] for d in rita.get("/devices").content["items"]] == [world.device.id]
    assert [a["id"] for a in rita.get("/assets").content["items"]] == [pool, room]

    narrow(world, olga, hall)
    assert rita.get("/devices").content["items"] == []
    assert rita.get("/alarms").content["items"] == []
    for path in (device, f"{device}/latest", f"{device}/uplinks", f"/assets/{pool}"):
        nobodys = path.replace(str(world.device.id), "999999")
        assert rita.get(path).status == rita.get(nobodys).status == 404
    tenants = [t["id"] for t in rita.get("/tenants").content["items"]]
    assert tenants == [world.musterstadt.id]


def test_what_concerns_the_whole_instance_is_refused(
    world: World, olga: Caller
) -> None:
    rita = narrow(world, olga, asset(olga, "Rathaus"), "instance-admin")

    assert {path: rita.get(path).status for path in HIDDEN} == dict.fromkeys(
        HIDDEN, 403
    )
    assert rita.post("/assets", {"name": "Dach"}).status == 403


def test_a_limit_is_set_recorded_and_taken_away(world: World, olga: Caller) -> None:
    hall = asset(olga, "Rathaus")
    rita = narrow(world, olga, hall)
    assert olga.delete(f"/assets/{hall}").status == 409

    olga.patch(f"/users/{world.rita.user.id}", {"asset": None})

    assert len(rita.get("/devices").content["items"]) == 1
    with scoped(world.olga.scope):
        changed = AuditEntry.objects.filter(action="user.changed").order_by("id")
        limits = [entry.details["limited_to"] for entry in changed]
    assert limits == [["", "Rathaus"], ["Rathaus", ""]]
    assert olga.delete(f"/assets/{hall}").status == 204


def test_grants_and_invitations_are_limited_alike(world: World, olga: Caller) -> None:
    below = olga.post("/assets", {"name": "Becken", "tenant": world.bad.id})
    fields = {"tenant": world.bad.id, "role": "viewer", "asset": below.content["id"]}

    given = olga.post("/grants", {**fields, "user": world.rita.user.id})
    assert given.content["asset"] == below.content["id"]
    widened = olga.patch(f"/grants/{given.content['id']}", {"asset": None})
    assert widened.content["asset"] is None
    person = {"email": "klara.lenz@example.org", "first_name": "K", "last_name": "L"}
    assert (
        olga.post("/users", {**fields, **person}).content["asset"]
        == (below.content["id"])
    )


def test_nothing_of_others_is_a_limit(world: World, olga: Caller) -> None:
    beside = asset(caller(world.nora), "Nordhaus")

    for asset_id in (beside, 999_999):
        refused = olga.patch(f"/users/{world.rita.user.id}", {"asset": asset_id})
        assert refused.status == 422
        assert "no such asset" in refused.content["detail"]


def test_nobody_limits_or_widens_himself(world: World, olga: Caller) -> None:
    own = {"asset": asset(olga, "Rathaus")}

    assert olga.patch(f"/users/{world.olga.user.id}", own).status == 422
