"""Signing in and out, when a session ends, and in which language."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from progres.accounts.lookups import account_of
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.web.sessions import BACKGROUND
from tests.web.conftest import Browser
from tests.world import NOON, PASSWORD, World, keep


def overview(world: World) -> str:
    return reverse("web:overview", args=[world.musterstadt.id])


def sign_in(client: Client, password: str = PASSWORD) -> str:
    sent = {"login": "olga@example.org", "password": password}
    response = client.post(reverse("account_login"), sent)
    return response.headers.get("Location", "")


def test_what_is_wrong_with_a_password_is_said_politely(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)
    world.olga.user.language = "de"
    keep(world.olga.user)
    sent = {"oldpassword": "x", "password1": "password1234", "password2": "y"}

    page = client.post(reverse("account_change_password"), sent).content.decode()

    for words in (
        "Das aktuelle Passwort stimmt nicht.",
        "Dieses Passwort ist zu leicht zu erraten.",
    ):
        assert words in page
    for word in ("du ", "Du ", "dein", "Dein", "gib "):
        assert word not in page


def test_a_wrong_password_is_refused_in_our_words(world: World, client: Client) -> None:
    sent = {"login": "olga@example.org", "password": "x"}

    page = client.post(
        reverse("account_login"), sent, headers={"accept-language": "de"}
    )

    assert "<p>E-Mail-Adresse oder Passwort ist falsch.</p>" in page.content.decode()
    assert "autofocus" in page.content.decode()


def test_signing_in_leads_to_the_own_instance(world: World, client: Client) -> None:
    assert sign_in(client) == "/"
    assert client.get("/").headers["Location"] == overview(world)


def test_a_wrong_password_says_nothing_about_the_account(
    world: World, client: Client
) -> None:
    known = client.post(
        reverse("account_login"), {"login": "olga@example.org", "password": "wrong"}
    )
    unknown = client.post(
        reverse("account_login"), {"login": "olaf@example.org", "password": "wrong"}
    )

    assert known.status_code == unknown.status_code == 200
    errors = [r.context["form"].non_field_errors() for r in (known, unknown)]
    assert errors[0]
    assert errors[0] == errors[1]


def test_who_is_not_signed_in_comes_back_to_the_page_after_it(
    world: World, client: Client
) -> None:
    location = client.get(overview(world)).headers["Location"]

    assert location == f"{reverse('account_login')}?next={overview(world)}"


def test_a_part_of_a_page_is_not_replaced_by_the_sign_in_page(
    world: World, client: Client
) -> None:
    response = client.get(overview(world), headers={"HX-Request": "true"})

    assert response.headers["HX-Refresh"] == "true"
    assert response.content == b""


def test_signing_out_ends_the_session(world: World, browser: Browser) -> None:
    olga = browser(world.olga)

    olga.post(reverse("account_logout"))

    assert olga.get(overview(world)).status_code == 302


@pytest.mark.parametrize("address", ["signup/", "password/reset/"])
def test_nobody_signs_up_by_himself(db: None, client: Client, address: str) -> None:
    assert client.get(f"/account/{address}").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 200), ({BACKGROUND: "1"}, 302)], ids=["acts", "waits"]
)
def test_a_session_lives_on_by_what_a_person_does(
    world: World, browser: Browser, headers: dict[str, str], status: int
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        olga = browser(world.olga)
        olga.get(overview(world))
        clock.shift(timedelta(minutes=20))
        olga.get(overview(world), headers=headers)
        clock.shift(timedelta(minutes=20))

        assert olga.get(overview(world)).status_code == status


def test_a_session_ends_after_twelve_hours_whatever_happens(
    world: World, browser: Browser
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        olga = browser(world.olga)
        statuses = []
        for _ in range(38):
            statuses.append(olga.get(overview(world)).status_code)
            clock.shift(timedelta(minutes=20))

    assert statuses.index(302) == 37  # 12 h 20 min


def test_what_scripts_fetch_is_not_what_a_person_does(
    world: World, browser: Browser
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        olga = browser(world.olga)
        olga.get(overview(world))
        clock.shift(timedelta(minutes=20))
        places = reverse("web:places", args=[world.musterstadt.id])
        olga.get(places, headers={"Sec-Fetch-Dest": "empty"})
        clock.shift(timedelta(minutes=20))

        assert olga.get(overview(world)).status_code == 302


def test_before_signing_in_the_browser_chooses_the_language(
    db: None, client: Client
) -> None:
    german = client.get(reverse("account_login"), headers={"Accept-Language": "de"})
    english = client.get(reverse("account_login"), headers={"Accept-Language": "en"})

    assert '<html lang="de"' in german.content.decode()
    assert '<html lang="en"' in english.content.decode()


def test_after_signing_in_the_account_chooses_the_language(
    world: World, client: Client
) -> None:
    client.force_login(world.olga.user)  # who speaks German

    html = client.get(
        overview(world), headers={"Accept-Language": "en"}
    ).content.decode()

    assert '<html lang="de"' in html
    assert "Übersicht" in html


def test_a_change_of_language_is_kept_and_noted(world: World, client: Client) -> None:
    client.force_login(world.olga.user)

    client.post(reverse("set_language"), {"language": "en"})

    with scoped(world.olga.scope):
        entry = AuditEntry.objects.latest("id")
    olga = account_of(world.olga.user.id)
    assert olga is not None
    assert olga.language == "en"
    assert entry.action == "user.changed"
    assert entry.details == {"language": ["de", "en"]}
    assert '<html lang="en"' in client.get(overview(world)).content.decode()


def test_a_language_that_is_none_is_refused(world: World, client: Client) -> None:
    client.force_login(world.olga.user)

    assert client.post(reverse("set_language"), {"language": "xx"}).status_code == 400


def test_a_password_is_changed_by_who_knows_the_old_one(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    new = "quite another long phrase"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    olga.post(reverse("account_change_password"), sent)

    assert sign_in(Client(), new) == "/"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Not found"), ("de", "Nicht gefunden")]
)
def test_an_error_page_speaks_the_readers_language(
    db: None, client: Client, language: str, words: str
) -> None:
    response = client.get("/nowhere/", headers={"Accept-Language": language})

    assert response.status_code == 404
    assert words in response.content.decode()


def test_a_form_without_its_token_is_refused_in_our_look(world: World) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})

    response = client.post(reverse("account_login"), {"login": "olga@example.org"})

    assert response.status_code == 403
    assert "Sent too late" in response.content.decode()


Attempt = Callable[[str, str], str]


@pytest.fixture
def attempt(settings: Settings) -> Iterator[Attempt]:
    """Try to sign in behind the proxy, with a wrong password, from an address."""
    settings.BEHIND_PROXY = True
    client = Client(headers={"Accept-Language": "en"})

    def attempted(login: str, address: str) -> str:
        return client.post(
            reverse("account_login"),
            {"login": login, "password": "wrong"},
            headers={"X-Forwarded-For": address},
        ).text

    cache.clear()
    yield attempted
    cache.clear()


def test_who_tries_too_often_holds_back_nobody_else_behind_the_proxy(
    world: World, attempt: Attempt
) -> None:
    for _ in range(60):
        attempt("", "192.0.2.7")

    assert "Too often" in attempt("", "192.0.2.7")
    assert "Too often" not in attempt("", "192.0.2.8")


def test_what_others_try_does_not_let_go_on_who_was_held_back(
    world: World, attempt: Attempt
) -> None:
    for _ in range(10):
        attempt("olga@example.org", "192.0.2.7")

    for number in range(150):
        attempt(f"{number}@example.org", f"192.0.2.{number}")

    told = attempt("olga@example.org", "198.51.100.7")
    assert "Too many failed attempts" in told
