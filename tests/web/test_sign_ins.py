"""Beginning and end of sessions, and sign-ins that failed, stand in the audit log."""

from collections.abc import Sequence
from datetime import timedelta

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from progres.accounts.sign_ins import end_expired_sessions
from progres.audit.queries import Event, Question, find_events
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import NOON, PASSWORD, World, keep

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ACTIONS = (
    "session.started",
    "session.ended",
    "session.expired",
    "sign_in.failed",
    "user.password_changed",
)


def told(world: World) -> Sequence[Event]:
    """Entries about signing in and out, the oldest first."""
    scope = world.everything
    question = Question(tenant_ids=scope.tenant_ids, actions=ACTIONS)
    with scoped(scope):
        return find_events(scope, question, limit=100)[::-1]


def sign_in(client: Client, email: str, password: str = PASSWORD) -> None:
    sent = {"login": email, "password": password}
    client.post(reverse("account_login"), sent, headers={"User-Agent": AGENT})


def test_signing_in_and_out(world: World, client: Client) -> None:
    sign_in(client, "olga@example.org")
    client.post(reverse("account_logout"))

    begun, ended = told(world)
    assert (begun.action, ended.action) == ("session.started", "session.ended")
    assert begun.actor == ended.actor == "Olga Keller"
    assert begun.tenant_id == world.musterstadt.id
    assert (begun.ip, begun.browser, begun.browser_version, begun.system) == (
        *("127.0.0.1", "Firefox", "140.0", "Linux"),
    )


def test_a_failed_sign_in_names_the_account_if_there_is_one(
    world: World, client: Client
) -> None:
    sign_in(client, "OLGA@example.org", "wrong")

    (failed,) = told(world)
    assert (failed.action, failed.target) == ("sign_in.failed", "Olga Keller")
    assert (failed.actor, failed.ip) == ("", "127.0.0.1")
    assert failed.tenant_id == world.musterstadt.id


def test_what_was_typed_for_an_unknown_account_is_not_kept(
    world: World, client: Client
) -> None:
    sign_in(client, "hunter2@example.org", "wrong")

    (failed,) = told(world)
    assert "hunter2" not in repr(failed)
    assert (failed.tenant_id, failed.target) == (world.operator.id, "")


def test_a_disabled_account_fails_to_sign_in(world: World, client: Client) -> None:
    world.rita.user.is_active = False
    keep(world.rita.user)

    sign_in(client, "rita@example.org")

    (failed,) = told(world)
    assert (failed.action, failed.target) == ("sign_in.failed", "Rita Sommer")


def test_a_session_that_nobody_used_expires(world: World, client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, "olga@example.org")
        clock.shift(timedelta(minutes=40))
        Client().get(reverse("account_login"))
        now = timezone.now()

        assert end_expired_sessions(at=now) == 1
        assert end_expired_sessions(at=now) == 0

    begun, expired = told(world)
    assert (expired.action, expired.actor) == ("session.expired", "Olga Keller")
    assert expired.at == begun.at + timedelta(minutes=30)


def test_after_twelve_hours_a_session_expires_in_any_case(
    world: World, browser: Browser
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        olga = browser(world.olga)
        for _ in range(38):
            olga.get(reverse("web:alarm_list", args=[world.musterstadt.id]))
            clock.shift(timedelta(minutes=20))

    assert [event.action for event in told(world)] == ["session.expired"]


def test_a_new_password_is_an_entry_and_the_old_one_tried_wrongly_is_none(
    world: World, browser: Browser
) -> None:
    olga, new = browser(world.olga), "quite another long phrase"
    for old in ("wrong", PASSWORD):
        olga.post(
            reverse("account_change_password"),
            {"oldpassword": old, "password1": new, "password2": new},
        )

    (changed,) = told(world)
    assert (changed.action, changed.actor) == ("user.password_changed", "Olga Keller")
