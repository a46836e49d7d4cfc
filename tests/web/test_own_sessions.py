"""The list of the own sessions, and how they end."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from progres.accounts.models import AccountSession
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import NOON, PASSWORD, World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SESSIONS = "/account/sessions/"


@pytest.fixture(autouse=True)
def no_counters() -> None:
    cache.clear()


def opened(email: str, agent: str = "") -> Client:
    """A browser in which somebody has signed in by the form."""
    client = Client(headers={"User-Agent": agent, "Accept-Language": "en"})
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    client.post(reverse("set_language"), {"language": "en"})
    client.get(SESSIONS)
    return client


def is_in(client: Client) -> bool:
    return client.get(SESSIONS).status_code == 200


def closed(world: World) -> list[tuple[str, str]]:
    """Who ended whose sessions."""
    with scoped(world.everything):
        found = AuditEntry.objects.filter(action="session.closed").order_by("id")
        return [(entry.actor, entry.target) for entry in found]


def test_everybody_sees_where_he_is_signed_in(world: World) -> None:
    opened("olga@example.org", FIREFOX)
    nora = opened("nora@example.org", FIREFOX)
    with time_machine.travel(NOON, tick=False) as clock:
        olga = opened("olga@example.org")
        clock.shift(timedelta(minutes=10))
        page = olga.get(SESSIONS)

    sessions = page.context["sessions"]
    assert [session.browser for session in sessions] == ["Firefox 140.0", ""]
    assert sessions[0].system == "Linux"
    assert sessions[1].ip == "127.0.0.1"
    assert sessions[1].active_at - sessions[1].began_at == timedelta(minutes=10)
    assert page.text.count("This one") == 1
    assert [s.user_id for s in nora.get(SESSIONS).context["sessions"]] == [
        world.nora.user.id
    ]


def test_any_session_can_be_ended_and_stops_at_once(world: World) -> None:
    lost, kept = opened("olga@example.org"), opened("olga@example.org")
    page = kept.get(SESSIONS)
    other = next(
        s for s in page.context["sessions"] if s.session_id != page.context["this"]
    )

    kept.post(SESSIONS, {"session": other.id})

    assert (is_in(lost), is_in(kept)) == (False, True)
    assert closed(world) == [("Olga Keller", "Olga Keller")]


def test_all_others_can_be_ended_together(world: World) -> None:
    one, two = opened("olga@example.org"), opened("olga@example.org")
    this, nora = opened("olga@example.org"), opened("nora@example.org")

    answer = this.post(SESSIONS, {"session": "others"}, follow=True)

    assert "2 sessions ended." in answer.text
    assert [is_in(c) for c in (one, two, this, nora)] == [False, False, True, True]


def test_nobody_ends_a_session_of_somebody_else(world: World) -> None:
    olga, nora = opened("olga@example.org"), opened("nora@example.org")
    (session,) = olga.get(SESSIONS).context["sessions"]

    for chosen in (session.id, 0, "x", ""):
        assert nora.post(SESSIONS, {"session": chosen}).status_code == 404

    assert is_in(olga)
    assert closed(world) == []


def test_disabling_an_account_ends_its_sessions_each_with_an_entry(
    world: World, browser: Browser
) -> None:
    sessions = [opened("rita@example.org"), opened("rita@example.org")]
    olga = browser(world.olga)
    switch = reverse("web:user_switch", args=[world.musterstadt.id, world.rita.user.id])

    olga.post(switch, {"is_active": "false"})
    olga.post(switch, {"is_active": "true"})

    assert [is_in(session) for session in sessions] == [False, False]
    assert closed(world) == [("Olga Keller", "Rita Sommer")] * 2


def test_a_new_password_ends_the_others(world: World) -> None:
    other, this = opened("olga@example.org"), opened("olga@example.org")
    new = "quite another long phrase"

    this.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert (is_in(other), is_in(this)) == (False, True)
    assert len(this.get(SESSIONS).context["sessions"]) == 1
    assert len(closed(world)) == 1


def test_who_signs_out_is_on_no_list_any_more(world: World) -> None:
    olga = opened("olga@example.org")

    olga.post(reverse("account_logout"))

    with scoped(world.olga.scope):
        assert not AccountSession.objects.exists()


def test_sessions_are_seen_where_their_account_is(world: World) -> None:
    opened("olga@example.org")

    with scoped(world.olga.scope):
        assert AccountSession.objects.count() == 1
    with scoped(world.nora.scope):
        assert AccountSession.objects.count() == 0
