"""A gateway fails and returns, and a real mail server takes what is told."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from progres.ops.postgres import DatabaseUrls
from progres.outbox.delivery import send_due_mails
from progres.worker import jobs
from tests.gateways.setting import MINUTE, hear, make_gateway
from tests.ingest.front_door import Door, at_the_door
from tests.outbox.mail_server import Inbox, running
from tests.world import NOON, World


def test_a_gateway_that_goes_offline_and_returns_sends_exactly_two_mails(
    committed_world: World, database_urls: DatabaseUrls, settings: Settings
) -> None:
    world, inbox = committed_world, Inbox()
    gateway = make_gateway(world, emails=("olga@example.org",))

    async def scenario(door: Door) -> None:
        await door.uplink(world)

    with running(inbox) as settings.MAIL_SERVER:
        at_the_door(database_urls, scenario)  # heard at noon by an uplink
        for minutes in range(40):
            now = NOON + minutes * MINUTE
            if minutes >= 30:
                hear(database_urls, gateway, now)
            jobs.judge_gateways(timestamp=int(now.timestamp()))
            send_due_mails(at=now + timedelta(seconds=1))

    gone, back = inbox.messages
    assert inbox.recipients == ["olga@example.org"] * 2
    assert gone["Subject"] == "Gateway Rathaus Turm ist offline"
    assert back["Subject"] == "Gateway Rathaus Turm ist wieder da"
    assert gone["Message-ID"] != back["Message-ID"]


def test_a_gateway_that_comes_and_goes_sends_no_flood(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    gateway = make_gateway(world, emails=("olga@example.org",))

    for minutes in range(120):
        now = NOON + minutes * MINUTE
        if minutes % 9 == 0:  # a sign of life now and then: late, never offline
            hear(database_urls, gateway, now)
        jobs.judge_gateways(timestamp=int(now.timestamp()))

    assert send_due_mails(at=NOON) == 0


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
