"""Keys that machines make, list and revoke, and what a key can never do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from progres.accounts.access import Role
from progres.accounts.models import ApiKey, User
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.api.calls import Caller, caller
from tests.world import World, keep


def in_days(days: float) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def fields(**changes: object) -> dict[str, object]:
    return {
        "name": "Billing export",
        "read_only": False,
        "expires_at": in_days(30),
        **changes,
    }


def made(by: Caller, **changes: object) -> Caller:
    """Make a key by a key."""
    answer = by.post("/api-keys", fields(**changes))
    assert answer.status == 201, answer.content
    return Caller(answer.content["key"])


def rights(by: Caller) -> list[str]:
    permissions: list[str] = by.get("/me").content["permissions"]
    return permissions


def ids(by: Caller) -> list[int]:
    return [item["id"] for item in by.get("/api-keys").content["items"]]


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def test_a_key_is_shown_once_and_stored_hashed(world: World, olga: Caller) -> None:
    answer = olga.post("/api-keys", fields(tenant=world.bad.id))

    token = answer.content["key"]
    assert token.startswith(answer.content["prefix"])
    listed = olga.get("/api-keys").content["items"][-1]
    assert listed == {k: v for k, v in answer.content.items() if k != "key"}
    with scoped(world.olga.scope):
        stored = ApiKey.objects.of(world.olga.scope).get(id=listed["id"])
    assert token.encode() not in bytes(stored.key_hash)
    assert len(stored.key_hash) == 32


def test_a_key_sees_its_instance_and_what_is_below_alone(
    world: World, olga: Caller
) -> None:
    below = made(olga, tenant=world.bad.id)

    items = below.get("/tenants").content["items"]
    assert [item["short_name"] for item in items] == ["bad"]
    assert below.get(f"/tenants/{world.musterstadt.id}").status == 404
    assert below.post("/api-keys", fields(tenant=world.musterstadt.id)).status == 404


def test_nobody_makes_a_key_above_or_beside(world: World, olga: Caller) -> None:
    for tenant in (world.operator, world.nord):
        refused = olga.post("/api-keys", fields(tenant=tenant.id))
        assert refused.status == 404
        assert refused.content == olga.post("/api-keys", fields(tenant=99)).content


def test_a_key_has_those_rights_that_it_was_given(olga: Caller) -> None:
    reader = made(olga, permissions=["devices.view", "tenants.view"])

    assert reader.get("/devices").status == 200
    assert reader.get("/alarms").status == 403
    assert rights(reader) == ["devices.view", "tenants.view"]


def test_a_key_makes_none_with_more_rights_a_later_end_or_without_its_limits(
    olga: Caller,
) -> None:
    small = made(olga, permissions=["tenants.view", "api_keys.edit"])

    soon = in_days(29)
    more = small.post("/api-keys", fields(permissions=["alarms.view"], expires_at=soon))
    assert (more.status, "alarms.view" in more.content["detail"]) == (403, True)
    assert small.post("/api-keys", fields(expires_at=in_days(31))).status == 403
    assert rights(made(small, expires_at=soon)) == ["api_keys.edit", "tenants.view"]


def test_a_read_only_key_makes_and_revokes_none(olga: Caller) -> None:
    reading = made(olga, read_only=True)

    assert reading.post("/api-keys", fields()).status == 403
    assert reading.delete(f"/api-keys/{ids(olga)[0]}").status == 403


def test_a_key_never_has_more_than_its_user_has_now(world: World, olga: Caller) -> None:
    key = made(olga, permissions=["devices.edit", "tenants.view"])
    _become(world.olga.user, Role.VIEWER)

    assert rights(key) == ["tenants.view"]
    assert olga.post("/api-keys", fields()).status == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "Ex\u202eport"},
        {"name": "x" * 101},
        {"expires_at": in_days(-1)},
        {"expires_at": in_days(731)},
        {"expires_at": "2026-03-01T12:00:00"},
        {"permissions": []},
        {"permissions": ["devices.fly"]},
        {"user": 1},
    ],
)
def test_what_cannot_be_a_key_is_refused(
    olga: Caller, changes: dict[str, object]
) -> None:
    refused = olga.post("/api-keys", fields(**changes))

    assert refused.status == 422
    assert refused.content["detail"].endswith(".")
    assert len(ids(olga)) == 1


def test_a_revoked_key_ends_at_once_and_both_are_recorded(
    world: World, olga: Caller
) -> None:
    answer = olga.post("/api-keys", fields())
    key = Caller(answer.content["key"])
    assert key.get("/me").status == 200

    assert olga.delete(f"/api-keys/{answer.content['id']}").status == 204

    assert key.get("/me").status == 401
    with scoped(world.olga.scope):
        told = [
            (entry.action, entry.target)
            for entry in AuditEntry.objects.filter(
                action__startswith="api_key."
            ).order_by("id")
        ]
    assert told[1:] == [
        ("api_key.created", "Billing export"),
        ("api_key.revoked", "Billing export"),
    ]


def test_somebody_sees_and_revokes_own_keys_alone_without_the_right_to_see_people(
    world: World, olga: Caller
) -> None:
    _become(world.rita.user, Role.DEVICE_MANAGER)
    rita = caller(world.rita)
    number_of_olga = ids(olga)[0]

    (own,) = ids(rita)
    assert rita.delete(f"/api-keys/{number_of_olga}").status == 404
    assert ids(olga) == [number_of_olga, own]
    assert olga.delete(f"/api-keys/{own}").status == 204
    assert rita.get("/me").status == 401


def test_a_key_of_somebody_with_more_rights_is_seen_and_stays(
    world: World, olga: Caller
) -> None:
    answer = caller(world.otto).post("/api-keys", fields(tenant=world.musterstadt.id))
    number = answer.content["id"]

    assert number in ids(olga)
    assert olga.delete(f"/api-keys/{number}").status == 403


def test_whoever_has_a_key_into_an_instance_is_seen_there(
    world: World, olga: Caller
) -> None:
    number = olga.post("/api-keys", fields(tenant=world.bad.id)).content["id"]
    with scoped(world.olga.scope):
        world.rita.user.tenant = world.bad
        world.rita.user.role = Role.INSTANCE_ADMIN
        world.rita.user.save()

    assert number in ids(caller(world.rita))


def test_strangers_see_and_revoke_nothing(world: World, olga: Caller) -> None:
    nora, number = caller(world.nora), ids(olga)[0]

    assert number not in ids(nora)
    refused = nora.delete(f"/api-keys/{number}")
    assert (refused.status, refused.content) == (
        404,
        nora.delete("/api-keys/99999").content,
    )


def test_a_key_ends_where_its_user_may_act_no_more(world: World, olga: Caller) -> None:
    key = made(olga, tenant=world.bad.id)
    with scoped(world.everything):
        world.olga.user.tenant = world.nord
        world.olga.user.save()

    assert key.get("/me").status == 401


def _become(user: User, role: Role) -> None:
    user.role = role
    keep(user)
