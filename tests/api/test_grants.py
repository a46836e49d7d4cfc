"""Roles in further instances, as machines give, change and end them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from progres.accounts.gate import NotAMember, get_membership
from progres.accounts.membership import Origin
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.api.calls import Caller, caller
from tests.world import World, keep


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def rita_in_bad(world: World, **changes: object) -> dict[str, object]:
    return {
        "user": world.rita.user.id,
        "tenant": world.bad.id,
        "role": "installer",
        **changes,
    }


def may_edit(world: World) -> bool:
    by = get_membership(
        world.rita.user, world.bad.id, origin=Origin(), at=timezone.now()
    )
    return "devices.edit" in by.permissions


def given(world: World, olga: Caller, **changes: object) -> Any:
    made = olga.post("/grants", rita_in_bad(world, **changes))
    assert made.status == 201
    return made.content


def test_a_known_account_is_given_a_role_in_a_further_instance(
    world: World, olga: Caller
) -> None:
    assert not may_edit(world)

    grant = given(world, olga)

    assert may_edit(world)
    assert (grant["email"], grant["status"]) == ("rita@example.org", "given")
    assert olga.get("/grants").content["items"] == [grant]
    with scoped(world.olga.scope):
        entry = AuditEntry.objects.get(action="grant.given")
    assert (entry.tenant_id, entry.details["role"]) == (world.bad.id, "installer")


def test_a_grant_is_changed_and_ended(world: World, olga: Caller) -> None:
    path = f"/grants/{given(world, olga)['id']}"

    tomorrow = timezone.now() + timedelta(days=1)
    changed = olga.patch(path, {"role": "viewer", "expires_at": tomorrow.isoformat()})
    assert changed.content["role"] == "viewer"
    assert not may_edit(world)
    assert olga.delete(path).status == 204

    assert olga.get("/grants").content["items"] == []
    with scoped(world.olga.scope):
        entry = AuditEntry.objects.get(action="grant.changed")
        assert AuditEntry.objects.filter(action="grant.ended").exists()
    assert entry.details["role"] == ["installer", "viewer"]
    assert entry.details["expires_at"][0] == ""


def test_who_has_no_account_in_reach_is_invited_alike(
    world: World, olga: Caller
) -> None:
    fields = {"first_name": "Klara", "last_name": "Lenz", "user": None}
    answers = [
        olga.post("/grants", rita_in_bad(world, **fields, email=email))
        for email in ("klara.lenz@example.org", "nora@example.org")
    ]

    assert [answer.status for answer in answers] == [201, 201]
    same = ("id", "user", "tenant", "role", "expires_at", "status")
    known, unknown = ([a.content[name] for name in same] for a in answers)
    assert known == unknown == [None, None, world.bad.id, "installer", None, "invited"]


def test_nobody_gives_himself_anything(world: World, olga: Caller) -> None:
    own = olga.post("/grants", rita_in_bad(world, user=world.olga.user.id))
    invited = olga.post(
        "/users",
        {
            "email": "Olga@example.org",
            "first_name": "O",
            "last_name": "K",
            "role": "auditor",
            "tenant": world.bad.id,
        },
    )

    assert (own.status, invited.status) == (422, 422)


def test_nobody_changes_or_ends_his_own_access(world: World, olga: Caller) -> None:
    grant = given(world, olga, role="instance-admin")
    rita = caller(world.rita)
    world.rita.user.role = "instance-admin"
    keep(world.rita.user)

    assert rita.patch(f"/grants/{grant['id']}", {"role": "viewer"}).status == 422
    assert rita.delete(f"/grants/{grant['id']}").status == 422


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"role": "platform-admin"}, 403),
        ({"role": "role-999999"}, 422),
        ({"role": "king"}, 422),
        ({"expires_at": "2020-01-01T00:00:00Z"}, 422),
        ({"expires_at": "2020-01-01T00:00:00"}, 422),
        ({"tenant": 2**31 - 1}, 404),
        ({"user": 2**31 - 1}, 404),
        ({"user": None}, 422),
    ],
)
def test_what_cannot_be_given_is_refused(
    world: World, olga: Caller, changes: dict[str, object], status: int
) -> None:
    assert olga.post("/grants", rita_in_bad(world, **changes)).status == status
    assert olga.get("/grants").content["items"] == []


def test_a_second_role_in_the_same_place_is_refused(world: World, olga: Caller) -> None:
    given(world, olga)

    assert olga.post("/grants", rita_in_bad(world)).status == 409
    own = rita_in_bad(world, tenant=world.musterstadt.id)
    assert olga.post("/grants", own).status == 409


def test_strangers_neither_see_nor_touch_grants(world: World, olga: Caller) -> None:
    path = f"/grants/{given(world, olga)['id']}"
    nora = caller(world.nora)

    assert nora.get("/grants").content["items"] == []
    for number in (path, "/grants/999999"):
        assert nora.patch(number, {"role": "viewer"}).status == 404
        assert nora.delete(number).status == 404
    into = rita_in_bad(world, user=world.nora.user.id)
    assert nora.post("/grants", into).status == 404
    assert nora.post("/grants", rita_in_bad(world, tenant=world.nord.id)).status == 404


def test_a_grant_above_the_own_rights_is_not_touched(world: World) -> None:
    otto = caller(world.otto)
    grant = otto.post(
        "/grants",
        rita_in_bad(
            world,
            tenant=world.musterstadt.id,
            user=world.nora.user.id,
            role=otto.post(
                "/roles",
                {
                    "tenant": world.operator.id,
                    "name": "Alles",
                    "permissions": ["access_log.view"],
                },
            ).content["slug"],
        ),
    ).content
    olga = caller(world.olga)

    assert olga.patch(f"/grants/{grant['id']}", {"role": "viewer"}).status == 403
    assert olga.delete(f"/grants/{grant['id']}").status == 403


def test_an_access_that_is_over_gives_nothing(world: World, olga: Caller) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    nora_in_bad = caller(world.otto).post(
        "/grants",
        rita_in_bad(world, user=world.nora.user.id, expires_at=tomorrow.isoformat()),
    )
    assert nora_in_bad.status == 201
    args = (world.nora.user, world.bad.id)
    assert get_membership(*args, origin=Origin(), at=timezone.now()).tenant == world.bad

    with pytest.raises(NotAMember):
        get_membership(*args, origin=Origin(), at=tomorrow)
