"""Customer instances, as machines make, change, move and archive them."""

import pytest

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.tenants.models import Tenant
from tests.api.calls import Caller, caller
from tests.world import World

SCHOOLS = {"name": "Schulen", "short_name": "schulen"}


@pytest.fixture
def otto(world: World) -> Caller:
    return caller(world.otto)


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def entry(world: World, action: str, *, also: int = 0) -> AuditEntry:
    scope = world.everything.with_one(also)
    with scoped(scope):
        return AuditEntry.objects.of(scope).get(action=action)


def test_an_instance_is_made_with_all_that_is_said_of_it(
    world: World, olga: Caller
) -> None:
    said = {
        **SCHOOLS,
        "contact_first_name": "Klara",
        "contact_last_name": "Lenz",
        "contact_email": "klara.lenz@example.org",
        "contact_phone": "+49 30 123",
        "brand_name": "Schulamt",
        "accent": "#AA3300",
        "mail_sender_name": "Schulamt Musterstadt",
        "quota_devices": 10,
    }

    made = olga.post("/tenants", {**said, "parent": world.bad.id})

    assert made.status == 201
    assert made.content.items() >= {**said, "accent": "#aa3300"}.items()
    assert (made.content["standing"], made.content["quota_users"]) == ("active", None)
    ids = [item["id"] for item in olga.get("/tenants").content["items"]]
    assert ids == [world.musterstadt.id, world.bad.id, made.content["id"]]
    below = olga.get("/tenants", parent=world.bad.id).content["items"]
    assert [item["name"] for item in below] == ["Schulen"]
    assert olga.get("/tenants", parent=world.operator.id).content["items"] == []


def test_a_change_is_recorded_with_before_and_after(world: World, olga: Caller) -> None:
    path = f"/tenants/{world.bad.id}"

    changed = olga.patch(path, {"name": "Freibad", "time_zone": "Europe/Vienna"})

    assert changed.content["name"] == "Freibad"
    assert olga.get(path).content["time_zone"] == "Europe/Vienna"
    assert entry(world, "tenant.changed").details == {
        "name": ["Hallenbad", "Freibad"],
        "time_zone": ["Europe/Berlin", "Europe/Vienna"],
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": " "},
        {"name": "x" * 101},
        {"name": "Bad\u202edaB"},
        {"name": "Bad\x07"},
        {"name": "<script>alert(1)</script>"},
        {"name": 7},
        {"name": None},
        {"short_name": "a b"},
        {"time_zone": "Berlin"},
        {"language": "fr"},
        {"contact_email": "nobody"},
        {"contact_phone": "1" * 41},
        {"accent": "red"},
        {"brand_name": "a\nb"},
        {"mail_sender_name": "x" * 101},
        {"quota_devices": -1},
        {"quota_uplinks": "many"},
        {"surprise": 1},
    ],
)
def test_what_an_instance_cannot_be_is_refused_and_changes_nothing(
    world: World, olga: Caller, changes: dict[str, object]
) -> None:
    path = f"/tenants/{world.bad.id}"
    before = olga.get(path).content

    refused = olga.patch(path, changes)

    assert refused.status == 422
    assert refused.content["detail"].endswith(".")
    assert olga.get(path).content == before
    assert olga.post("/tenants", {**SCHOOLS, **changes}).status == 422
    assert len(olga.get("/tenants").content["items"]) == 2


def test_sent_twice_an_instance_is_made_once(olga: Caller) -> None:
    first, second = olga.post("/tenants", SCHOOLS), olga.post("/tenants", SCHOOLS)

    assert (first.status, second.status) == (201, 409)
    assert "choose another short name" in second.content["detail"]


def test_quotas_are_given_from_above(world: World, otto: Caller, olga: Caller) -> None:
    assert olga.patch(f"/tenants/{world.bad.id}", {"quota_users": 3}).status == 200
    own = f"/tenants/{world.musterstadt.id}"
    assert olga.patch(own, {"quota_users": 3}).status == 403
    assert otto.patch(own, {"quota_users": 3}).content["quota_users"] == 3
    assert otto.patch(own, {"quota_users": None}).content["quota_users"] is None


def test_an_instance_moves_with_all_below_it(world: World, otto: Caller) -> None:
    pool = otto.post("/tenants", {**SCHOOLS, "parent": world.bad.id}).content["id"]

    moved = otto.post(f"/tenants/{pool}/move", {"parent": world.nord.id})

    assert (moved.status, moved.content["parent"]) == (200, world.nord.id)
    assert caller(world.nora).get(f"/tenants/{pool}").status == 200
    assert caller(world.olga).get(f"/tenants/{pool}").status == 404
    assert entry(world, "tenant.moved", also=pool).details == {
        "parent": ["Hallenbad", "Stadtwerke Nord"]
    }
    left = entry(world, "tenant.moved_away")
    assert (left.tenant_id, left.target_id, left.details) == (
        world.bad.id,
        str(pool),
        {},
    )


def test_below_a_moved_instance_all_know_those_above_anew(
    world: World, otto: Caller
) -> None:
    region = otto.post("/tenants", {"name": "Region", "short_name": "region"}).content
    pool = otto.post("/tenants", {**SCHOOLS, "parent": world.bad.id}).content["id"]
    everything = world.otto.scope.with_one(pool).with_one(region["id"])

    path = f"/tenants/{world.musterstadt.id}/move"
    assert otto.post(path, {"parent": region["id"]}).status == 200

    with scoped(everything):
        lineage = Tenant.objects.of(everything).get(id=pool).lineage
    above = [world.operator.id, region["id"], world.musterstadt.id, world.bad.id]
    assert lineage == [*above, pool]
    assert caller(world.olga).get("/devices").content["items"] != []


@pytest.mark.parametrize("quota", ["quota_users", "quota_devices"])
def test_an_instance_is_not_moved_beyond_a_quota(
    world: World, otto: Caller, quota: str
) -> None:
    region = {"name": "Region", "short_name": "region"}
    target = otto.post("/tenants", region).content["id"]
    assert otto.patch(f"/tenants/{target}", {quota: 0}).status == 200
    path = f"/tenants/{world.musterstadt.id}/move"

    refused = otto.post(path, {"parent": target})
    assert refused.status == 409
    assert "there would be" in refused.content["detail"]

    assert otto.patch(f"/tenants/{target}", {quota: 50}).status == 200
    assert otto.post(path, {"parent": target}).status == 200
    assert otto.patch(f"/tenants/{target}", {quota: 0}).status == 200
    school = otto.post("/tenants", {**SCHOOLS, "parent": target}).content["id"]
    nobody_more = {"parent": world.musterstadt.id}
    assert otto.post(f"/tenants/{school}/move", nobody_more).status == 200


def test_what_does_not_fit_is_not_moved(
    world: World, otto: Caller, olga: Caller
) -> None:
    own, bad = f"/tenants/{world.musterstadt.id}", f"/tenants/{world.bad.id}"
    for who, path, parent, status in (
        (otto, own, world.bad.id, 409),  # below itself
        (otto, own, world.musterstadt.id, 409),
        (otto, f"/tenants/{world.operator.id}", world.nord.id, 409),
        (otto, bad, world.nord.id, 409),  # its device's type is Musterstadt's own
        (olga, own, world.bad.id, 403),  # from itself
        (olga, bad, world.nord.id, 404),  # a stranger's
        (olga, f"/tenants/{world.nord.id}", world.bad.id, 404),
        (olga, bad, world.operator.id, 404),  # above
    ):
        refused = who.post(f"{path}/move", {"parent": parent})
        assert (refused.status, refused.content["detail"][-1]) == (status, ".")
    assert otto.get(bad).content["parent"] == world.musterstadt.id
    assert caller(world.rita).post(f"{bad}/move", {"parent": 1}).status == 403


def test_an_archived_instance_is_hidden_and_can_be_brought_back(
    world: World, olga: Caller
) -> None:
    path = f"/tenants/{world.bad.id}"

    archived = olga.post(f"{path}/archive")

    assert archived.content["archived_at"] is not None
    listed = olga.get("/tenants").content["items"]
    assert [item["id"] for item in listed] == [world.musterstadt.id]
    assert len(olga.get("/tenants", archived=True).content["items"]) == 2
    assert olga.patch(path, {"name": "Freibad"}).status == 404
    assert olga.get(f"/devices/{world.device.id}").status == 404
    assert olga.post(f"{path}/archive").status == 200  # twice is the same as once

    assert olga.post(f"{path}/unarchive").content["archived_at"] is None
    assert olga.get(f"/devices/{world.device.id}").status == 200
    assert caller(world.nora).post(f"{path}/archive").status == 404
    assert caller(world.nora).post(f"{path}/unarchive").status == 404


def test_instances_are_archived_from_below_and_brought_back_from_above(
    world: World, otto: Caller, olga: Caller
) -> None:
    own, bad = f"/tenants/{world.musterstadt.id}", f"/tenants/{world.bad.id}"
    assert otto.post(f"{own}/archive").status == 409
    assert olga.post(f"{own}/archive").status == 403
    assert otto.post(f"/tenants/{world.operator.id}/archive").status == 409

    assert otto.post(f"{bad}/archive").status == 200
    assert otto.post(f"{own}/archive").status == 200
    assert otto.post(f"{bad}/unarchive").status == 409
    made = otto.post("/tenants", {**SCHOOLS, "parent": world.musterstadt.id})
    assert made.status == 404
    assert otto.post(f"{own}/unarchive").status == 200
    assert otto.post(f"{bad}/unarchive").status == 200


def test_in_an_archived_instance_its_own_people_only_look(
    world: World, otto: Caller, olga: Caller
) -> None:
    otto.post(f"/tenants/{world.bad.id}/archive")
    otto.post(f"/tenants/{world.musterstadt.id}/archive")

    assert olga.get(f"/devices/{world.device.id}").status == 200
    rights = olga.get("/me").content["permissions"]
    assert all(right.endswith(".view") for right in rights)
    assert olga.delete(f"/devices/{world.device.id}").status == 403


def test_strangers_and_readers_change_nothing(world: World) -> None:
    path = f"/tenants/{world.bad.id}"
    nora, rita = caller(world.nora), caller(world.rita)

    assert nora.get(path).status == 404
    assert nora.patch(path, {"name": "Meins"}).status == 404
    assert rita.get(path).status == 200
    assert rita.patch(path, {"name": "Meins"}).status == 403
    assert rita.post("/tenants", SCHOOLS).status == 403
