"""The public page behind the link in a mail that asks."""

import re
from datetime import timedelta

import time_machine
from django.test import Client

from progres.alarms.queries import recipients_of
from progres.alarms.rules import RecipientState
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.outbox.queries import search_mails
from tests.web.conftest import make_rule
from tests.world import NOON, World

LINK = re.compile(r"/recipients/confirm/[\w-]+/")


def asked(world: World) -> tuple[str, int]:
    """Name an outsider in a rule; return the mailed link and the rule's id."""
    with scoped(world.olga.scope):
        rule = make_rule(world)
        mail = search_mails(world.olga.scope).get()
    found = LINK.search(mail.text)
    assert found
    return found[0], rule.id


def state(world: World, rule_id: int) -> str:
    with scoped(world.olga.scope):
        return recipients_of(world.olga.scope, rule_id).get().state(NOON)


def visitor() -> Client:
    return Client(headers={"Accept-Language": "en"})


def test_following_the_link_asks_and_confirms_nothing_by_itself(world: World) -> None:
    link, rule_id = asked(world)

    with time_machine.travel(NOON, tick=False):
        page = visitor().get(link)

    assert "Hallenbad wants to write to guest@example.com" in page.content.decode()
    assert state(world, rule_id) == RecipientState.ASKED
    assert "no-store" in page["Cache-Control"]


def test_pressing_the_button_confirms_and_doing_it_again_does_no_harm(
    world: World,
) -> None:
    link, rule_id = asked(world)

    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        first = visitor().post(link).content.decode()
        again = visitor().post(link).content.decode()

    assert "You are told of alarms" in first
    assert "You are told of alarms" in again
    assert state(world, rule_id) == RecipientState.CONFIRMED


def test_a_link_older_than_a_week_says_so(world: World) -> None:
    link, rule_id = asked(world)

    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        shown = visitor().get(link)
        sent = visitor().post(link)

    for page in (shown, sent):
        assert page.status_code == 410
        assert "This link is too old" in page.content.decode()
    assert state(world, rule_id) != RecipientState.CONFIRMED


def test_a_link_that_was_never_made_says_so(world: World) -> None:
    page = visitor().get("/recipients/confirm/pr_nonsense/")

    assert page.status_code == 404
    assert "This link does not work" in page.content.decode()


def withdrawal(page: str) -> str:
    found = re.search(r"/recipients/withdraw/[\w:-]+/", page)
    assert found
    return found[0]


def test_who_confirmed_can_end_it_by_a_button(world: World) -> None:
    link, rule_id = asked(world)
    with time_machine.travel(NOON, tick=False):
        address = withdrawal(visitor().post(link).content.decode())

    shown = visitor().get(address).content.decode()
    still = state(world, rule_id)
    done = visitor().post(address).content.decode()
    again = visitor().get(address).content.decode()

    assert "Hallenbad writes to guest@example.com" in shown
    assert still == RecipientState.CONFIRMED
    assert "You get no more alarms" in done
    assert "You get no more alarms" in again
    with scoped(world.olga.scope):
        assert not recipients_of(world.olga.scope, rule_id).exists()
        actions = AuditEntry.objects.values_list("action", flat=True)
        assert "alarm_recipient.withdrawn" in actions


def test_a_link_that_somebody_made_up_ends_nothing(world: World) -> None:
    page = visitor().post("/recipients/withdraw/1-1:nonsense/")

    assert page.status_code == 404
