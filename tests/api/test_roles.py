"""Roles that instances compose, as machines make, give and change them."""

import pytest

from progres.accounts.access import PERMISSIONS
from progres.accounts.models import Grant
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.api.calls import Caller, caller
from tests.world import NOON, World

CARETAKER = {
    "name": "Hausmeister",
    "permissions": ["devices.view", "alarms.view", "alarms.acknowledge"],
}


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def slug_of(by: Caller, **changes: object) -> str:
    made = by.post("/roles", {**CARETAKER, **changes})
    assert made.status == 201
    return str(made.content["slug"])


def give(by: Caller, world: World, role: str) -> int:
    return by.patch(f"/users/{world.rita.user.id}", {"role": role}).status


def test_built_in_roles_stand_beside_the_own_ones(olga: Caller) -> None:
    slug = slug_of(olga)

    roles = {role["slug"]: role for role in olga.get("/roles").content}

    assert roles.keys() == PERMISSIONS.keys() | {slug}
    assert roles["viewer"]["built_in"]
    assert not roles[slug]["built_in"]
    assert set(roles[slug]["permissions"]) == set(CARETAKER["permissions"])


def test_an_own_role_lets_people_do_what_it_says_and_no_more(
    world: World, olga: Caller
) -> None:
    rita = caller(world.rita)
    assert rita.get("/device-types").status == 200

    assert give(olga, world, slug_of(olga)) == 200

    assert rita.get("/devices").status == 200
    assert rita.get("/device-types").status == 403


def test_a_changed_role_holds_at_once_and_is_recorded(
    world: World, olga: Caller
) -> None:
    rita, slug = caller(world.rita), slug_of(olga)
    give(olga, world, slug)
    number = slug.removeprefix("role-")

    changed = olga.patch(f"/roles/{number}", {"permissions": ["gateways.view"]})

    assert changed.content["permissions"] == ["gateways.view"]
    assert rita.get("/devices").status == 403
    assert rita.get("/gateways").status == 200
    with scoped(world.olga.scope):
        entry = AuditEntry.objects.get(action="role.changed")
    assert entry.details["permissions"] == [
        CARETAKER["permissions"],
        ["gateways.view"],
    ]


def test_a_role_that_somebody_has_is_not_deleted(world: World, olga: Caller) -> None:
    slug = slug_of(olga)
    number = slug.removeprefix("role-")
    give(olga, world, slug)

    refused = olga.delete(f"/roles/{number}")
    assert refused.status == 409
    assert "1 times" in refused.content["detail"]

    give(olga, world, "viewer")
    assert olga.delete(f"/roles/{number}").status == 204
    assert give(olga, world, slug) == 422


def test_a_role_that_is_given_in_the_archive_is_not_deleted(
    world: World, olga: Caller
) -> None:
    slug = slug_of(olga)
    with scoped(world.olga.scope):
        Grant.objects.create(
            user=world.rita.user, tenant=world.bad, role=slug, created_at=NOON
        )
    assert olga.post(f"/tenants/{world.bad.id}/archive", {}).status == 200

    assert olga.delete(f"/roles/{slug.removeprefix('role-')}").status == 409


def test_nobody_composes_or_changes_a_role_to_rights_he_lacks(
    world: World, olga: Caller
) -> None:
    beyond = {**CARETAKER, "permissions": ["access_log.view"]}
    assert olga.post("/roles", beyond).status == 403
    above = slug_of(caller(world.otto), tenant=world.musterstadt.id, **beyond)
    number = above.removeprefix("role-")

    assert olga.patch(f"/roles/{number}", {"name": "Meine"}).status == 403
    assert olga.delete(f"/roles/{number}").status == 403
    assert give(olga, world, above) == 403


def test_a_role_from_above_is_given_below_and_not_changed_there(world: World) -> None:
    otto, nora = caller(world.otto), caller(world.nora)
    slug = slug_of(otto)
    number = slug.removeprefix("role-")

    assert slug in {role["slug"] for role in nora.get("/roles").content}
    assert nora.patch(f"/roles/{number}", {"name": "Meine"}).status == 404
    assert nora.delete(f"/roles/{number}").status == 404
    fields = {"email": "klara.lenz@example.org", "first_name": "K", "last_name": "L"}
    assert nora.post("/users", {**fields, "role": slug}).status == 201


def test_strangers_see_nothing_of_a_role_and_cannot_give_it(
    world: World, olga: Caller
) -> None:
    slug, nora = slug_of(olga), caller(world.nora)
    number = slug.removeprefix("role-")

    assert slug not in {role["slug"] for role in nora.get("/roles").content}
    theirs = nora.patch(f"/roles/{number}", {"name": "Meine"})
    nobodys = nora.patch("/roles/999999", {"name": "Meine"})
    assert (theirs.status, theirs.content) == (404, nobodys.content)
    fields = {"email": "klara.lenz@example.org", "first_name": "K", "last_name": "L"}
    refused = [
        nora.post("/users", {**fields, "role": role}) for role in (slug, "role-999999")
    ]
    assert [answer.status for answer in refused] == [422, 422]


def test_a_role_composed_below_is_none_above(world: World, olga: Caller) -> None:
    slug = slug_of(olga, tenant=world.bad.id)

    assert give(olga, world, slug) == 422


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"name": " "}, 422),
        ({"name": "x\ny"}, 422),
        ({"description": "x\ny"}, 422),
        ({"permissions": []}, 422),
        ({"permissions": ["devices.eat"]}, 422),
        ({"name": "hausmeister"}, 409),
        ({"tenant": 2**31 - 1}, 404),
    ],
)
def test_what_is_no_role_is_refused(
    olga: Caller, changes: dict[str, object], status: int
) -> None:
    slug_of(olga)

    refused = olga.post("/roles", {**CARETAKER, "name": "Neu", **changes})

    assert refused.status == status


def test_an_administrator_appoints_who_searches_the_log_by_person(
    world: World, olga: Caller
) -> None:
    """He gives the right without having it, and can take it back."""
    assert give(olga, world, "privacy-officer") == 200
    rights = caller(world.rita).get("/me").content["permissions"]
    assert "audit.view_persons" in rights
    assert "audit.view_persons" not in olga.get("/me").content["permissions"]
    assert give(olga, world, "viewer") == 200


def test_who_appoints_composes_no_role_with_that_right(olga: Caller) -> None:
    composed = {**CARETAKER, "permissions": ["audit.view_persons"]}

    assert olga.post("/roles", composed).status == 403


def test_nobody_appoints_himself(world: World, olga: Caller) -> None:
    own = f"/users/{world.olga.user.id}"

    assert olga.patch(own, {"role": "auditor"}).status == 422
