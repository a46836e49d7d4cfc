"""People of an instance, as machines invite and manage them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from progres.accounts.lookups import account_with_address
from progres.accounts.models import Invitation
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.outbox.queries import search_mails
from tests.api.calls import Caller, caller
from tests.world import PASSWORD, World

KLARA = {
    "email": "klara.lenz@example.org",
    "first_name": "Klara",
    "last_name": "Lenz",
    "role": "viewer",
}
LINK = re.compile(r"/account/invitation/[\w-]+/")


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def test_an_invited_person_is_listed_and_mailed_to(world: World, olga: Caller) -> None:
    made = olga.post("/users", {**KLARA, "tenant": world.bad.id})

    assert made.status == 201
    assert made.content["status"] == "invited"
    assert olga.get(f"/users/{made.content['id']}").content == made.content
    emails = [item["email"] for item in olga.get("/users").content["items"]]
    assert emails == ["olga@example.org", "rita@example.org", KLARA["email"]]
    with scoped(world.olga.scope):
        mail = search_mails(world.olga.scope).get()
    assert mail.recipient == KLARA["email"]
    assert "Hallenbad" in mail.subject
    assert LINK.search(mail.text)


def test_an_address_that_exists_elsewhere_is_invited_like_any_other(
    world: World, olga: Caller
) -> None:
    unknown = olga.post("/users", KLARA)
    elsewhere = olga.post("/users", {**KLARA, "email": "nora@example.org"})

    assert (unknown.status, elsewhere.status) == (201, 201)
    assert unknown.content.keys() == elsewhere.content.keys()
    assert olga.get(f"/users/{world.nora.user.id}").status == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"email": "nobody"}, 422),
        ({"email": "olga@example.org"}, 409),
        ({"role": "king"}, 422),
        ({"first_name": " "}, 422),
        ({"first_name": "Kla\u202era"}, 422),
        ({"last_name": "x" * 61}, 422),
        ({"role": "platform-admin"}, 403),
        ({"tenant": 2**31 - 1}, 404),
        ({"surprise": 1}, 422),
    ],
)
def test_who_cannot_be_invited_is_refused_and_nothing_is_left(
    world: World, olga: Caller, changes: dict[str, object], status: int
) -> None:
    refused = olga.post("/users", {**KLARA, **changes})

    assert refused.status == status
    assert refused.content["detail"].endswith(".")
    with scoped(world.olga.scope):
        assert not search_mails(world.olga.scope).exists()


def test_nobody_invites_above_or_beside(world: World, olga: Caller) -> None:
    for tenant in (world.operator, world.nord):
        assert olga.post("/users", {**KLARA, "tenant": tenant.id}).status == 404


def test_nobody_gives_a_right_or_acts_on_one_that_he_does_not_have(
    world: World,
) -> None:
    rita = caller(world.rita)
    assert rita.post("/users", KLARA).status == 403

    with scoped(world.everything):
        world.rita.user.role = "privacy-officer"
        world.rita.user.save()
    officer = caller(world.rita)
    assert officer.get("/users").status == 200
    assert (
        officer.patch(f"/users/{world.olga.user.id}", {"role": "viewer"}).status == 403
    )


def test_what_is_said_of_a_person_is_changed_and_recorded(
    world: World, olga: Caller
) -> None:
    path = f"/users/{world.rita.user.id}"
    changed = olga.patch(path, {"role": "analyst", "company": "Muster GmbH"})

    assert (changed.content["role"], changed.content["company"]) == (
        "analyst",
        "Muster GmbH",
    )
    with scoped(world.olga.scope):
        entry = AuditEntry.objects.get(action="user.changed")
    assert entry.details["role"] == ["viewer", "analyst"]


def test_a_disabled_account_can_do_nothing(world: World, olga: Caller) -> None:
    rita = caller(world.rita)
    path = f"/users/{world.rita.user.id}"
    assert olga.patch(path, {"is_active": False}).content["status"] == "disabled"
    assert rita.get("/devices").status == 401
    assert olga.patch(path, {"is_active": True}).content["status"] == "active"
    assert rita.get("/devices").status == 200


def test_nobody_disables_or_deletes_himself(world: World, olga: Caller) -> None:
    path = f"/users/{world.olga.user.id}"
    assert olga.patch(path, {"is_active": False}).status == 422
    assert olga.patch(path, {"role": "viewer"}).status == 422
    assert olga.delete(path).status == 422


def test_a_deleted_account_is_gone_with_its_keys(world: World, olga: Caller) -> None:
    rita = caller(world.rita)
    assert olga.delete(f"/users/{world.rita.user.id}").status == 204

    assert rita.get("/devices").status == 401
    assert olga.get(f"/users/{world.rita.user.id}").status == 404
    assert account_with_address("rita@example.org") is None


def test_an_invitation_is_sent_again_after_a_minute_and_can_be_taken_back(
    world: World, olga: Caller
) -> None:
    number = olga.post("/users", KLARA).content["id"]
    assert olga.post(f"/users/{number}/invitation").status == 409

    with scoped(world.everything):
        Invitation.objects.of(world.everything).update(
            sent_at=timezone.now() - timedelta(minutes=2)
        )
    assert olga.post(f"/users/{number}/invitation").status == 200
    assert olga.delete(f"/users/{number}").status == 204
    assert olga.get(f"/users/{number}").status == 404


def test_me_says_who_calls(world: World, olga: Caller) -> None:
    me = olga.get("/me").content

    assert (me["email"], me["tenant"], me["role"]) == (
        "olga@example.org",
        world.musterstadt.id,
        "instance-admin",
    )
    assert "users.edit" in me["permissions"]
    assert "users.edit" not in caller(world.rita).get("/me").content["permissions"]


def test_nobody_signs_in_before_the_invitation_is_accepted(
    world: World, olga: Caller
) -> None:
    olga.post("/users", KLARA)
    client = Client()
    client.post("/account/login/", {"login": KLARA["email"], "password": PASSWORD})
    assert client.get("/").status_code == 200  # where people sign in
