"""The pages behind mailed links: coming to an account, and to a new password."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from progres.accounts.grant_actions import give_access
from progres.accounts.invitation_actions import AlreadyInvited
from progres.accounts.lookups import account_with_address
from progres.accounts.models import Grant, User
from progres.accounts.people import PersonFields
from progres.database.scope import scoped
from progres.notifications.account_mails import (
    answer_reset_wishes,
    invite,
    invite_again,
    mail_new_password_link,
)
from progres.outbox.queries import search_mails
from tests.web.conftest import Browser
from tests.world import NOON, PASSWORD, World

LINK = re.compile(r"/account/(?:invitation|reset)/[^/]+/")
FORM_TOKEN = re.compile(r'"csrfmiddlewaretoken" value="\w+"|FToken": "\w+"')
NEW_PASSWORD = "another long pass phrase"  # noqa: S105 of nobody


def mailed_link(world: World) -> str:
    with scoped(world.everything):
        mail = search_mails(world.everything).first()
    assert mail is not None
    found = LINK.search(mail.text)
    assert found
    return found[0]


def invited(
    world: World, email: str = "klara.lenz@example.org", *, at: datetime = NOON
) -> tuple[int, str]:
    fields = PersonFields(
        email=email, first_name="Klara", last_name="Lenz", role="viewer"
    )
    with scoped(world.olga.scope):
        invitation = invite(fields, tenant=world.bad, by=world.olga, at=at)
    return invitation.id, mailed_link(world)


@pytest.fixture
def noon() -> time_machine.travel:
    return time_machine.travel(NOON + timedelta(hours=1), tick=False)


def test_an_invited_person_chooses_a_password_and_is_in(
    world: World, noon: time_machine.travel
) -> None:
    number, link = invited(world)
    client = Client(headers={"Accept-Language": "en"})
    with noon:
        assert "wählen Sie ein Passwort" in client.get(link).text
        weak = client.post(link, {"password": "klara.lenz@example"})
        assert "Ihrem Namen oder Ihrer E-Mail-Adresse zu ähnlich" in weak.text
        entered = client.post(link, {"password": NEW_PASSWORD}, follow=True)

        assert entered.redirect_chain[-1][0] == f"/i/{world.bad.id}/"
        assert _account("klara.lenz@example.org").id == number
        assert client.get(link).status_code == 404


def test_a_link_ends_after_72_hours_and_with_the_next_one(world: World) -> None:
    number, old = invited(world)
    with time_machine.travel(NOON + timedelta(hours=72, seconds=1), tick=False):
        assert Client().get(old).status_code == 410
    with scoped(world.olga.scope):
        invite_again(number, by=world.olga, at=NOON + timedelta(hours=80))
    with time_machine.travel(NOON + timedelta(hours=81), tick=False):
        assert Client().get(old).status_code == 404
        assert Client().get(mailed_link(world)).status_code == 200


def test_who_has_an_account_elsewhere_agrees_and_acts_in_both(
    world: World, browser: Browser, noon: time_machine.travel
) -> None:
    _, link = invited(world, "Nora@example.org")
    with noon:
        assert "Melden Sie sich zuerst" in Client().get(link).text
        assert browser(world.olga).post(link).status_code == 200
        nora = browser(world.nora)
        assert nora.get(f"/i/{world.bad.id}/").status_code == 404
        assert nora.post(link).status_code == 302
        assert nora.get(f"/i/{world.bad.id}/").status_code == 200
        assert nora.get(f"/i/{world.bad.id}/devices/new/").status_code == 403
        assert nora.get(f"/i/{world.musterstadt.id}/").status_code == 404
        assert "Hallenbad" in nora.get(f"/i/{world.nord.id}/instances/places/").text
    with scoped(world.everything):
        assert Grant.objects.of(world.everything).get().role == "viewer"


def test_an_invitation_takes_no_right_that_was_given_meanwhile(
    world: World, browser: Browser, noon: time_machine.travel
) -> None:
    _, link = invited(world, "Nora@example.org")
    with scoped(world.everything):
        give_access(
            world.nora.user.id,
            role="device-manager",
            tenant=world.bad,
            expires_at=None,
            by=world.otto,
            at=NOON,
        )
    with noon:
        assert browser(world.nora).post(link).status_code == 302
        assert Client().get(link).status_code == 404
    with scoped(world.everything):
        assert Grant.objects.of(world.everything).get().role == "device-manager"
    with pytest.raises(AlreadyInvited, match="acts in 'Hallenbad' already"):
        invited(world, "nora@example.org")


def test_an_invitation_is_accepted_where_access_has_ended(
    world: World, browser: Browser, noon: time_machine.travel
) -> None:
    with scoped(world.everything):
        give_access(
            world.nora.user.id,
            role="device-manager",
            tenant=world.bad,
            expires_at=NOON + timedelta(minutes=1),
            by=world.otto,
            at=NOON,
        )
    with noon:
        _, link = invited(world, "nora@example.org", at=NOON + timedelta(minutes=2))
        assert browser(world.nora).post(link).status_code == 302
        assert browser(world.nora).get(f"/i/{world.bad.id}/").status_code == 200
    with scoped(world.everything):
        grant = Grant.objects.of(world.everything).get()
    assert (grant.role, grant.expires_at) == ("viewer", None)


def test_a_forgotten_password_is_replaced_once_within_an_hour(world: World) -> None:
    with time_machine.travel(NOON, tick=False):
        mail_new_password_link("RITA@example.org", at=NOON)
        link = mailed_link(world)
    client = Client()
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        assert client.get(link).status_code == 410
    with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
        assert client.post(link, {"password": "rita"}).status_code == 200
        assert client.post(link, {"password": NEW_PASSWORD}).status_code == 302
        assert client.get(link).status_code == 410
    rita = _account("rita@example.org")
    assert rita.check_password(NEW_PASSWORD)


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(
    world: World,
) -> None:
    client = Client()
    known = client.post("/account/reset/", {"email": "rita@example.org"})
    unknown = client.post("/account/reset/", {"email": "nobody@example.org"})

    assert known.status_code == unknown.status_code == 200
    assert FORM_TOKEN.sub("", known.text) == FORM_TOKEN.sub("", unknown.text)
    assert answer_reset_wishes(at=NOON) == 2
    assert answer_reset_wishes(at=NOON) == 0
    with scoped(world.everything):
        assert search_mails(world.everything).get().recipient == "rita@example.org"


def test_asking_for_a_new_password_asks_the_database_the_same_for_everybody(
    world: World,
) -> None:
    client = Client()
    asked = []
    for email in ("warm@example.org", "rita@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            client.post("/account/reset/", {"email": email})
        asked.append([query["sql"].split("VALUES")[0] for query in queries])

    assert asked[1] == asked[2] != []


def test_who_asks_too_often_is_told_to_wait(world: World) -> None:
    cache.clear()
    client = Client(headers={"Accept-Language": "en"})

    statuses = [
        client.post("/account/reset/", {"email": f"{number}@example.org"}).status_code
        for number in range(21)
    ]

    assert statuses == [200] * 20 + [429]
    cache.clear()


def test_a_forged_link_is_none(world: World) -> None:
    assert Client().get("/account/reset/WzEsIngiXQ:1abc:xyz/").status_code == 410
    assert Client().get("/account/invitation/pi_nothing/").status_code == 404
    assert _account("rita@example.org").check_password(PASSWORD)


def _account(email: str) -> User:
    user = account_with_address(email)
    assert user is not None
    return user
