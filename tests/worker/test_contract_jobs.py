"""Jobs around contracts and quotas: what waits goes out, what is over ends."""

from datetime import date, timedelta

import psycopg
import pytest
from django.db import transaction

from progres.accounts.contract_actions import change_contract
from progres.database.scope import scoped
from progres.notifications.account_mails import invite
from progres.ops.postgres import DatabaseUrls
from progres.tenants.contracts import search_contracts
from progres.worker import jobs
from tests.accounts.test_contract_end import KLARA
from tests.ingest.front_door import Door, at_the_door
from tests.worker.working import number
from tests.world import NOON, World

DAY = timedelta(days=1)
COUNTED = "select coalesce(sum(uplinks), 0) from uplink_count"


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


def at(days: float) -> int:
    """Noon and so many days, in seconds since 1970."""
    return int((NOON + days * DAY).timestamp())


@transaction.atomic
def agree(world: World, **changes: object) -> None:
    with scoped(world.everything):
        contract = search_contracts(world.everything).get(tenant=world.musterstadt)
        change_contract(contract.id, changes, by=world.otto, at=NOON)


def test_invitations_go_out_when_the_contract_begins_and_its_end_ends_them(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    agree(world, starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 20))
    with transaction.atomic(), scoped(world.olga.scope):
        invite(KLARA, tenant=world.bad, by=world.olga, at=NOON)
    mails = "select count(*) from mail"

    jobs.send_waiting(timestamp=at(1))
    assert number(database_urls, mails) == 0
    jobs.send_waiting(timestamp=at(9))
    jobs.send_waiting(timestamp=at(9))
    assert number(database_urls, mails) == 1

    people = "select count(*) from account"
    jobs.end_over_contracts(timestamp=at(19))
    assert number(database_urls, people) == 4
    jobs.end_over_contracts(timestamp=at(20))
    jobs.end_over_contracts(timestamp=at(20))
    assert number(database_urls, people) == 2
    assert number(database_urls, "select count(*) from invitation") == 0


def test_an_invitation_that_waits_is_kept_longer(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    agree(world, starts_on=date(2027, 1, 1))
    with transaction.atomic(), scoped(world.olga.scope):
        invite(KLARA, tenant=world.bad, by=world.olga, at=NOON)
    open_ones = "select count(*) from invitation"

    jobs.delete_old_rows(timestamp=at(180))
    assert number(database_urls, open_ones) == 1
    jobs.delete_old_rows(timestamp=at(180.01))
    assert number(database_urls, open_ones) == 0


def test_uplinks_of_the_day_are_counted_once_each(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def send(door: Door) -> None:
        for frame in range(5):
            door.clock.now = NOON + frame * timedelta(minutes=10)
            await door.uplink(committed_world, f_cnt=frame + 1)

    at_the_door(database_urls, send)
    for minutes, counted in ((0, 0), (2, 1), (2, 1), (22, 3), (60, 5), (90, 5)):
        jobs.count_uplinks(timestamp=at(minutes / 1440))
        assert number(database_urls, COUNTED) == counted


def test_with_the_next_day_of_the_instance_counting_begins_anew(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def send(door: Door) -> None:
        for frame, hours in enumerate((10, 10.5, 11.5)):  # Berlin's midnight is at 11
            door.clock.now = NOON + timedelta(hours=hours)
            await door.uplink(committed_world, f_cnt=frame + 1)

    at_the_door(database_urls, send)
    jobs.count_uplinks(timestamp=at(10.7 / 24))
    assert number(database_urls, COUNTED) == 2
    jobs.count_uplinks(timestamp=at(12 / 24))

    with psycopg.connect(database_urls.owner) as owner:
        rows = owner.execute("select tenant_id, day, uplinks from uplink_count")
        assert rows.fetchall() == [(committed_world.bad.id, date(2026, 3, 2), 1)]
