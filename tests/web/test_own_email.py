"""Another e-mail address: both have to confirm."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from progres.accounts.links import BadLink, make_link, read_link
from progres.accounts.lookups import account_of, account_with_address
from progres.accounts.membership import Origin
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.notifications.account_mails import ask_both_addresses
from progres.outbox.queries import search_mails
from tests.web.conftest import Browser
from tests.web.second_factors import show_again
from tests.world import NOON, World

NEW = "rita.winkler@example.org"
LINK = re.compile(r"/account/email/[^/]+/")
LATER = NOON + timedelta(hours=1)


def ask(world: World, email: str = NEW) -> dict[str, str]:
    """Let Rita ask for another address; return the links by the address they went to."""
    ask_both_addresses(world.rita.user, email, origin=Origin(), at=NOON)
    return mailed(world)


def mailed(world: World) -> dict[str, str]:
    with scoped(world.everything):
        mails = list(search_mails(world.everything))[:2]
    found = {mail.recipient: LINK.search(mail.text) for mail in mails}
    return {address: link[0] for address, link in found.items() if link}


@pytest.fixture
def later() -> time_machine.travel:
    return time_machine.travel(LATER, tick=False)


@pytest.mark.parametrize("first", ["rita@example.org", NEW])
def test_the_address_changes_when_both_have_confirmed(
    world: World, browser: Browser, later: time_machine.travel, first: str
) -> None:
    links = ask(world)
    reset = make_link(world.rita.user)
    with later:
        rita = browser(world.rita)
        (second,) = links.keys() - {first}
        Client().get(links[first])
        Client().post(links[first])
        assert account_with_address(NEW) is None
        answer = Client(headers={"Cookie": "progres_language=en"}).post(links[second])

        assert "From now on you sign in with" in answer.text
        assert Client().get(links[first]).status_code == 404
        assert Client().get(links[second]).status_code == 404
        assert rita.get(reverse("account")).status_code == 200  # sessions stay
        with pytest.raises(BadLink):
            read_link(reset)
    changed = account_with_address(NEW)
    assert changed is not None
    assert changed.id == world.rita.user.id
    assert account_with_address("rita@example.org") is None
    with scoped(world.everything):
        entry = AuditEntry.objects.get(action="user.email_changed")
    assert entry.details == {"email": ["rita@example.org", NEW]}


def test_one_confirmation_twice_is_not_two(
    world: World, later: time_machine.travel
) -> None:
    links = ask(world)
    with later:
        statuses = [Client().post(links[NEW]).status_code for _ in range(2)]

    assert statuses == [200, 404]
    assert account_with_address(NEW) is None


def test_links_end_after_a_day_and_with_the_next_change(world: World) -> None:
    links = ask(world)
    with time_machine.travel(NOON + timedelta(hours=24, seconds=1), tick=False):
        assert Client().post(links[NEW]).status_code == 404
    other = "other@example.org"
    ask_both_addresses(world.rita.user, other, origin=Origin(), at=LATER)
    with time_machine.travel(LATER, tick=False):
        assert Client().get(links[NEW]).status_code == 404
        assert Client().get(links["rita@example.org"]).status_code == 404
        assert Client().get(mailed(world)[other]).status_code == 200


def test_only_who_reads_the_new_address_learns_that_it_has_an_account(
    world: World, browser: Browser
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        rita = browser(world.rita)
        show_again(rita)
        page = reverse("account_email_change")
        free = rita.post(page, {"email": NEW}).text
        clock.shift(timedelta(minutes=2))
        taken = rita.post(page, {"email": "nora@example.org"}).text
        links = mailed(world)
        clock.shift(timedelta(minutes=2))

        told = re.compile(r"csrf\w+\" value=\"\w+|FToken\": \"\w+")
        assert told.sub("", free).replace(NEW, "") == told.sub("", taken).replace(
            "nora@example.org", ""
        )
        english = Client(headers={"Cookie": "progres_language=en"})
        new = english.post(links["nora@example.org"])
        old = english.post(links["rita@example.org"])
    assert "has an account of its own" in new.text
    assert old.status_code == 200  # as for an address that nobody has
    assert "account of its own" not in old.text
    rita_now = account_of(world.rita.user.id)
    assert rita_now is not None
    assert rita_now.email == "rita@example.org"


def test_who_it_is_must_be_shown_again(world: World, browser: Browser) -> None:
    rita = browser(world.rita)

    answer = rita.post(reverse("account_email_change"), {"email": NEW})

    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    with scoped(world.everything):
        assert not search_mails(world.everything).exists()


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("RITA@example.org", "This is your address already."),
        ("rita@exämple", "Enter a valid email address."),
        ("nowhere", "Enter a valid email address."),
    ],
)
def test_what_is_no_other_address_is_refused(
    world: World, browser: Browser, email: str, words: str
) -> None:
    rita = browser(world.rita)
    show_again(rita)

    assert words in rita.post(reverse("account_email_change"), {"email": email}).text


def test_a_disabled_account_changes_no_address(
    world: World, later: time_machine.travel
) -> None:
    links = ask(world)
    world.rita.user.is_active = False
    with scoped(world.rita.scope):
        world.rita.user.save()

    with later:
        assert Client().get(links[NEW]).status_code == 404


def test_both_mails_speak_the_persons_language(world: World) -> None:
    ask(world)

    with scoped(world.everything):
        mails = list(search_mails(world.everything))
    assert {mail.subject for mail in mails} == {"Andere E-Mail-Adresse für PROGRES"}
    assert all("<html" in mail.html for mail in mails)
    assert NEW not in next(m.text for m in mails if m.recipient == NEW)
