import re
from dataclasses import replace

import pytest
from django.db import transaction

from progres.alarms.actions import confirm_recipient
from progres.alarms.withdrawal import withdraw_recipient
from progres.database.scope import scoped
from progres.gateways.actions import change_gateway, delete_gateway
from progres.gateways.checks import said_of_gateway
from progres.gateways.models import Gateway
from progres.gateways.queries import periods_of
from progres.ops.postgres import DatabaseUrls
from tests.alarms.setting import mails
from tests.gateways.setting import MINUTE, health, hear, make_gateway, watch
from tests.world import NOON, World, keep

OUTSIDE = "pikett@example.com"


@pytest.fixture
def world(committed_world: World) -> World:
    return committed_world


def told(world: World) -> list[tuple[str, str]]:
    return [(mail.recipient, mail.kind) for mail in mails(world)]


def fail_and_return(urls: DatabaseUrls, gateway: Gateway) -> None:
    """Heard at noon, silent until 12:21, offline from 12:14 on, heard again."""
    hear(urls, gateway, NOON)
    for minutes in range(21):
        watch(minutes)
    for minutes in (21, 22):
        hear(urls, gateway, NOON + minutes * MINUTE)
        watch(minutes)


def test_who_is_named_hears_that_a_gateway_is_offline_and_that_it_is_back(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world, emails=("olga@example.org",))

    fail_and_return(database_urls, gateway)

    gone, back = mails(world)
    assert (gone.recipient, gone.kind) == ("olga@example.org", "gateway.offline")
    assert gone.subject == "Gateway Rathaus Turm ist offline"
    assert "1. März 2026, 13:00 Uhr" in gone.text
    assert "Marktplatz 1" in gone.text
    assert f"/i/{world.musterstadt.id}/gateways/{gateway.id}/" in gone.text
    assert (back.recipient, back.kind) == ("olga@example.org", "gateway.back")
    assert "8\N{NO-BREAK SPACE}Min." in back.text


def test_its_history_tells_its_states_one_after_the_other(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world)

    fail_and_return(database_urls, gateway)

    with transaction.atomic(), scoped(world.rita.scope):
        periods = list(periods_of(world.rita.scope, gateway.id))[::-1]
    assert [p.state for p in periods] == [
        *("never_seen", "online", "late", "offline", "online")
    ]
    assert [p.ended_at for p in periods] == [*(p.began_at for p in periods[1:]), None]


def test_a_mail_is_in_the_readers_language(
    world: World, database_urls: DatabaseUrls
) -> None:
    world.olga.user.language = "en"
    keep(world.olga.user)
    gateway = make_gateway(world, emails=("olga@example.org",))

    fail_and_return(database_urls, gateway)

    assert [mail.subject for mail in mails(world)] == [
        "Gateway Rathaus Turm is offline",
        "Gateway Rathaus Turm is back",
    ]


def test_people_are_reminded_until_it_is_back(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world, emails=("olga@example.org",))
    hear(database_urls, gateway, NOON)

    for minutes in range(0, 13 * 60, 5):
        watch(minutes)

    kinds = [mail.kind for mail in mails(world)]
    assert kinds == ["gateway.offline", *2 * ["gateway.still_offline"]]


def test_another_address_is_told_once_it_has_confirmed_and_can_end_it(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world, emails=(OUTSIDE,))
    fail_and_return(database_urls, gateway)
    assert told(world) == [(OUTSIDE, "recipient.asked")]

    link = re.search(r"/recipients/confirm/(\S+)/", mails(world)[0].text)
    assert link
    confirm_recipient(link[1], at=NOON)
    for minutes in range(30, 60):
        watch(minutes)

    assert told(world)[1:] == [(OUTSIDE, "gateway.offline")]
    goodbye = re.search(r"/recipients/withdraw/(\S+)/", mails(world)[1].text)
    assert goodbye
    assert withdraw_recipient(goodbye[1], at=NOON) is not None
    watch(60 * 12)
    assert len(mails(world)) == 2


def test_a_gateway_that_is_not_monitored_sends_nothing(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world, emails=("olga@example.org",))
    with transaction.atomic(), scoped(world.olga.scope):
        fields = said_of_gateway(gateway)
        change_gateway(
            gateway.id, replace(fields, monitored=False), by=world.olga, at=NOON
        )

    fail_and_return(database_urls, gateway)

    assert not mails(world)
    assert health(world, gateway).state == "online"


def test_nobody_else_is_told(world: World, database_urls: DatabaseUrls) -> None:
    make_gateway(world, "aa", tenant=world.nord, emails=("nora@example.org",))
    gateway = make_gateway(world, emails=("olga@example.org", "rita@example.org"))

    fail_and_return(database_urls, gateway)

    assert {mail.recipient for mail in mails(world)} == {
        "olga@example.org",
        "rita@example.org",
    }


def test_who_may_no_longer_sign_in_is_told_nothing(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world, emails=("rita@example.org",))
    world.rita.user.is_active = False
    keep(world.rita.user)

    fail_and_return(database_urls, gateway)

    assert not mails(world)


def test_judging_twice_at_once_tells_once(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world, emails=("olga@example.org",))
    hear(database_urls, gateway, NOON)

    for minutes in (0, 20, 20.5, 20.5, 21):
        watch(minutes)

    assert told(world) == [("olga@example.org", "gateway.offline")]


def test_a_deleted_gateway_takes_its_history_and_recipients_with_it(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world, emails=(OUTSIDE,))
    fail_and_return(database_urls, gateway)

    with transaction.atomic(), scoped(world.olga.scope):
        delete_gateway(gateway.id, by=world.olga, at=NOON)

    assert watch(100) == 0


def test_a_strangers_gateway_does_not_exist(world: World) -> None:
    gateway = make_gateway(world)

    with (
        pytest.raises(Gateway.DoesNotExist),
        transaction.atomic(),
        scoped(world.nora.scope),
    ):
        delete_gateway(gateway.id, by=world.nora, at=NOON)
