"""The more sign-ins fail, the longer the pause; for unknown addresses as for known."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.web.second_factors import set_up_app
from tests.world import NOON, PASSWORD, World

WAIT = "Too many failed attempts."
OLGA = "olga@example.org"


@pytest.fixture(autouse=True)
def no_counters() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def attempt(login: str, typed: str = "wrong", **extra: str) -> str:
    client = Client(headers={"Accept-Language": "en"})
    sent = {"login": login, "password": typed}
    return client.post(reverse("account_login"), sent, **extra).text  # type: ignore[arg-type]


def locked(world: World) -> list[str]:
    """Whose lock-outs stand in the log."""
    with scoped(world.everything):
        found = AuditEntry.objects.filter(action="sign_in.locked").order_by("id")
        return [entry.target for entry in found]


@pytest.mark.parametrize("login", [OLGA, "nobody@example.org"])
def test_the_pauses_grow(world: World, login: str) -> None:
    waited = []
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(21):
            minutes = 0
            while WAIT in attempt(login):
                clock.shift(timedelta(minutes=1))
                minutes += 1
            waited.append(minutes)

    assert waited[:5] == [0] * 5
    assert waited[5] == 1
    assert 10 < waited[10] < 15
    assert waited[20] > 120


def test_while_it_is_locked_the_right_password_is_refused_too(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            attempt(OLGA)
        assert WAIT in attempt(OLGA, PASSWORD)
        clock.shift(timedelta(seconds=61))
        assert WAIT not in attempt(OLGA, PASSWORD)


def test_a_lock_out_is_noted_once_when_it_begins(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(8):
            attempt("OLGA@example.org ")
        assert locked(world) == ["Olga Keller"]
        clock.shift(timedelta(seconds=61))
        for _ in range(8):
            attempt(OLGA)

    assert locked(world) == ["Olga Keller"] * 2


def test_of_an_unknown_address_nothing_is_noted_but_the_lock_out(
    world: World,
) -> None:
    for _ in range(8):
        attempt("hunter2@example.org")

    assert locked(world) == [""]
    with scoped(world.everything):
        assert "hunter2" not in repr(list(AuditEntry.objects.values()))


def test_another_name_of_the_server_begins_no_new_count(world: World) -> None:
    for name in ("localhost", "127.0.0.1", "[::1]", "localhost:1", "localhost:2"):
        attempt(OLGA, HTTP_HOST=name)

    assert WAIT in attempt(OLGA, HTTP_HOST="localhost:3")


def test_one_place_cannot_try_all_accounts(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(100):
            attempt(f"{number}@example.org")
            clock.shift(timedelta(seconds=2))  # or all of sign-in would be too often

        assert WAIT in attempt("100@example.org")
        assert WAIT not in attempt("100@example.org", REMOTE_ADDR="192.0.2.9")
    assert locked(world) == [""]


def test_wrong_codes_lock_out_as_wrong_passwords_do(
    world: World, browser: Browser
) -> None:
    set_up_app(browser(world.olga))
    client = Client(headers={"Accept-Language": "en"})
    client.post(reverse("account_login"), {"login": OLGA, "password": PASSWORD})

    pages = [
        client.post(reverse("mfa_authenticate"), {"code": "000000"}).text
        for _ in range(8)
    ]

    assert [WAIT in page for page in pages] == [False] * 5 + [True] * 3
    assert locked(world) == ["Olga Keller"]
