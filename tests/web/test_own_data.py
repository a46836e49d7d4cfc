"""The page of the own data: what the holder of an account asks with one press."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.outbox.models import Mail
from progres.privacy.models import PersonRequest
from progres.privacy.rules import Kind
from tests.privacy.request_setting import carry_out, enter, put_package
from tests.web.conftest import Browser
from tests.web.second_factors import show_again
from tests.world import NOON, World

DATA = "/account/data/"


@pytest.fixture(autouse=True)
def an_hour_later() -> Iterator[None]:
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        yield


def asks(kind: str) -> str:
    return reverse("account_data_ask", args=[kind])


def opened(browser: Browser, world: World) -> Client:
    """Rita, who has just typed her password again."""
    rita = browser(world.rita)
    show_again(rita)
    return rita


def theirs(world: World) -> list[PersonRequest]:
    with transaction.atomic(), scoped(world.everything):
        requests = PersonRequest.objects.of(world.everything)
        return list(requests.select_related("tenant").order_by("id"))


def test_access_is_asked_for_with_one_press(world: World, browser: Browser) -> None:
    rita = opened(browser, world)
    assert "Know what is stored about me" in rita.get(DATA).text

    answer = rita.post(asks("access"), follow=True)

    (asked,) = theirs(world)
    assert (asked.state, asked.identity_method) == ("identified", "signed-in")
    assert (asked.tenant, asked.user_id) == (world.musterstadt, world.rita.user.id)
    assert (asked.name, asked.email) == ("Rita Sommer", "rita@example.org")
    assert "To be decided" in answer.text
    assert "answered by 1 April 2026" in answer.text or "1 Apr 2026" in answer.text
    with scoped(world.everything):
        (mail,) = Mail.objects.of(world.everything)
    assert mail.recipient == "rita@example.org"
    assert f"{DATA}" in mail.text
    assert "who you are" not in mail.text


def test_the_same_is_asked_for_once_at_a_time(world: World, browser: Browser) -> None:
    rita = opened(browser, world)
    rita.post(asks("portability"))

    again = rita.post(asks("portability"))

    assert "You have asked for this already" in again.text
    assert len(theirs(world)) == 1
    rita.post(asks("access"))
    assert len(theirs(world)) == 2


@pytest.mark.parametrize("kind", Kind)
def test_each_right_can_be_used(world: World, browser: Browser, kind: str) -> None:
    rita = opened(browser, world)
    form = rita.get(asks(kind))
    assert form.status_code == 200

    rita.post(
        asks(kind),
        {"wish": "Mein Name", "correction": "Rita Winkler", "purposes": ["mail"]},
    )

    (asked,) = theirs(world)
    assert asked.kind == kind
    is_rectification = kind == Kind.RECTIFICATION
    assert asked.correction == ("Rita Winkler" if is_rectification else "")
    stops = kind in {Kind.RESTRICTION, Kind.OBJECTION}
    assert asked.purposes == (["mail"] if stops else [])


def test_what_says_nothing_is_not_taken(world: World, browser: Browser) -> None:
    rita = opened(browser, world)

    for kind in ("rectification", "restriction"):
        assert "errorlist" in rita.post(asks(kind), {"wish": ""}).text
    assert rita.post(asks("wealth")).status_code == 404

    assert theirs(world) == []


def test_nobody_asks_without_showing_who_it_is(world: World, browser: Browser) -> None:
    rita = browser(world.rita)

    for answer in (rita.get(DATA), rita.post(asks("access"))):
        assert answer.status_code == 302
        assert "/account/again/" in answer["Location"]

    assert theirs(world) == []


def test_only_the_own_request_is_seen_and_withdrawn(
    world: World, browser: Browser
) -> None:
    rita = opened(browser, world)
    with scoped(world.olga.scope):
        other = enter(world)
    rita.post(asks("access"))
    mine = theirs(world)[1]

    assert f"#{other.id}" not in rita.get(DATA).text
    for request, status in ((other, 404), (mine, 302)):
        way = reverse("account_data_withdraw", args=[request.id])
        assert rita.post(way).status_code == status

    assert [one.state for one in theirs(world)] == ["received", "withdrawn"]


def test_the_answer_is_fetched_once_it_is_there_and_by_nobody_else(
    committed_world: World, browser: Browser, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    rita = opened(browser, world)
    rita.post(asks("access"))
    (asked,) = theirs(world)
    answer = reverse("account_data_answer", args=[asked.id])
    put_package(database_urls, asked)
    assert rita.post(answer).status_code == 404  # not decided yet
    with transaction.atomic(), scoped(world.everything):
        asked.decision, asked.decided_at = "granted", NOON
        asked.save()
        carry_out(asked)
    assert "Download the answer" in rita.get(DATA).text

    got = rita.post(answer)
    olga = browser(world.olga)
    show_again(olga)

    assert got.content == b"PK package"
    assert "attachment" in got["Content-Disposition"]
    assert olga.post(answer).status_code == 404
    (asked,) = theirs(world)
    assert asked.handed_by == "account"
    with transaction.atomic(), scoped(world.everything):
        entry = AuditEntry.objects.get(action="person_request.package_taken")
    assert entry.actor_id == world.rita.user.id
