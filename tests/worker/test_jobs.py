from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.db import transaction

from progres.accounts.api_key_actions import KeyFields, make_key
from progres.accounts.email_changes import ask_for_change
from progres.accounts.invitation_actions import invite_person
from progres.accounts.membership import Origin
from progres.accounts.people import PersonFields
from progres.accounts.review_actions import confirm_review
from progres.database.scope import Scope, scoped
from progres.devices.deleting import delete_device
from progres.devices.type_actions import delete_device_type
from progres.displays.actions import DisplayFields, make_display
from progres.kit.env import BadSetting
from progres.ops.postgres import DatabaseUrls
from progres.outbox.actions import Letter, queue_mail
from progres.worker import jobs
from tests.alarms.setting import feed, make_rule, work
from tests.ingest.front_door import Door, at_the_door
from tests.worker.working import number
from tests.world import NOON, World

DAY = timedelta(days=1)
OF_DEVICES = (
    "device",
    "device_word",
    "display_token",
    "device_key",
    "reading",
    "latest",
    "uplink",
    "hearing",
    "alarm",
    "alarm_rule",
    "alarm_recipient",
    "alarm_feed",
)


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


def at(days: float) -> int:
    """Noon and so many days, in seconds since 1970."""
    return int((NOON + days * DAY).timestamp())


def counts(urls: DatabaseUrls) -> dict[str, int]:
    return {
        table: number(urls, f"select count(*) from {table}")  # noqa: S608 named above
        for table in OF_DEVICES
    }


def test_a_device_is_purged_a_week_after_its_deletion_with_all_its_data(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world

    async def send(door: Door) -> None:
        await door.uplink(world)

    at_the_door(database_urls, send)
    make_rule(world, emails=["olga@example.org"], device=world.device)
    feed(database_urls.ingest, world.device, (0, 31))
    work()
    feed(database_urls.ingest, world.device, (1, 31))
    pool = DisplayFields(
        name="Pool", shown="device", expires_at=NOON + DAY, device_id=world.device.id
    )
    with transaction.atomic(), scoped(world.olga.scope):
        make_display(pool, tenant=world.bad, by=world.olga, at=NOON)
        delete_device(world.device.id, by=world.olga, at=NOON)
    jobs.count_hearings(timestamp=at(0.1))
    before = counts(database_urls)

    jobs.purge_deleted_devices(timestamp=at(7))
    assert counts(database_urls) == before
    jobs.purge_deleted_devices(timestamp=at(7.01))

    assert before["reading"] == before["uplink"] == before["alarm"] == 1
    assert before["hearing"] == 1
    assert not any(counts(database_urls).values())


def test_a_device_is_purged_also_when_its_type_is_gone(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    make_rule(world)
    feed(database_urls.ingest, world.device, (0, 31))
    work()
    with transaction.atomic(), scoped(world.olga.scope):
        delete_device(world.device.id, by=world.olga, at=NOON)
        delete_device_type(world.device_type.id, by=world.olga, at=NOON)
    assert counts(database_urls)["alarm"] == 1

    jobs.purge_deleted_devices(timestamp=at(7.01))

    assert not any(counts(database_urls).values())


def test_other_devices_keep_their_data(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(committed_world, device=committed_world.device)
    before = counts(database_urls)
    jobs.purge_deleted_devices(timestamp=at(1000))
    assert counts(database_urls) == before


def test_mails_are_kept_for_thirty_days(
    committed: None, database_urls: DatabaseUrls
) -> None:
    letter = Letter(
        key="alarm-1",
        kind="alarm.raised",
        tenant_id=7,
        recipient="olga@example.org",
        sender_name="Bad",
        subject="Warnung",
        text="",
        html="",
        language="de",
    )
    with transaction.atomic(), scoped(Scope(frozenset({7}))):
        queue_mail(letter, at=NOON)
    jobs.delete_old_rows(timestamp=at(30))
    assert number(database_urls, "select count(*) from mail") == 1
    jobs.delete_old_rows(timestamp=at(30.01))
    assert number(database_urls, "select count(*) from mail") == 0


def test_invitations_that_nobody_accepted_are_kept_for_thirty_days(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    klara = PersonFields(
        email="klara.lenz@example.org",
        first_name="Klara",
        last_name="Lenz",
        role="viewer",
    )
    with transaction.atomic(), scoped(world.olga.scope):
        invite_person(klara, tenant=world.bad, by=world.olga, at=NOON)
    jobs.delete_old_rows(timestamp=at(30))
    assert number(database_urls, "select count(*) from invitation") == 1
    jobs.delete_old_rows(timestamp=at(30.01))
    assert number(database_urls, "select count(*) from invitation") == 0


def test_expired_keys_are_kept_for_ninety_days(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    key = KeyFields(name="Export", read_only=True, expires_at=NOON + DAY)
    with transaction.atomic(), scoped(world.olga.scope):
        make_key(key, tenant=world.bad, by=world.olga, at=NOON)
    jobs.delete_old_rows(timestamp=at(91))
    assert number(database_urls, "select count(*) from api_key") == 1
    jobs.delete_old_rows(timestamp=at(91.01))
    assert number(database_urls, "select count(*) from api_key") == 0


def test_expired_wall_screens_are_kept_for_thirty_days(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    foyer = DisplayFields(name="Foyer", shown="alarms", expires_at=NOON + DAY)
    with transaction.atomic(), scoped(world.olga.scope):
        make_display(foyer, tenant=world.bad, by=world.olga, at=NOON)
    jobs.delete_old_rows(timestamp=at(31))
    assert number(database_urls, "select count(*) from display_token") == 1
    jobs.delete_old_rows(timestamp=at(31.01))
    assert number(database_urls, "select count(*) from display_token") == 0


def test_reviews_of_rights_are_kept_for_three_years(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    with transaction.atomic(), scoped(committed_world.olga.scope):
        confirm_review(note="", by=committed_world.olga, at=NOON)
    jobs.delete_old_rows(timestamp=at(1095))
    assert number(database_urls, "select count(*) from access_review") == 1
    jobs.delete_old_rows(timestamp=at(1095.01))
    assert number(database_urls, "select count(*) from access_review") == 0


def test_changes_of_address_that_nobody_confirmed_are_kept_for_a_day(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    rita = committed_world.rita.user
    ask_for_change(rita, "new@example.org", origin=Origin(), at=NOON)
    jobs.delete_old_rows(timestamp=at(1))
    assert number(database_urls, "select count(*) from email_change") == 1
    jobs.delete_old_rows(timestamp=at(1.01))
    assert number(database_urls, "select count(*) from email_change") == 0


def test_unassigned_uplinks_are_kept_for_ninety_days(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def send(door: Door) -> None:
        answer = await door.uplink(committed_world, dev_eui="70b3d57ed0000001")
        assert answer.json() == {"outcome": "unassigned"}

    at_the_door(database_urls, send)
    jobs.delete_old_rows(timestamp=at(90))
    assert number(database_urls, "select count(*) from unassigned_uplink") == 1
    jobs.delete_old_rows(timestamp=at(90.01))
    assert number(database_urls, "select count(*) from unassigned_uplink") == 0


@pytest.mark.parametrize(
    ("parent", "cut", "days"),
    [("uplink", jobs.cut_uplinks, 90), ("delivery", jobs.cut_deliveries, 7)],
)
def test_raw_uplinks_and_their_messages_are_dropped_when_their_time_is_over(
    committed: None,
    database_urls: DatabaseUrls,
    parent: str,
    cut: Callable[..., None],
    days: int,
) -> None:
    jobs.make_partitions(timestamp=at(-200))  # nine days from 2025-08-12 on
    days_of = (
        "select count(*) from partition_days('{}') day"
        " where day between '2025-08-12' and '2025-08-20'"
    )
    left = days_of.format(parent)
    assert number(database_urls, left) == 9
    cut(timestamp=at(-200 + days))
    assert number(database_urls, left) == 8
    cut(timestamp=at(0))
    assert number(database_urls, left) == 0
    assert number(database_urls, days_of.format("reading")) == 9


def test_expired_sessions_are_forgotten(
    committed: None, database_urls: DatabaseUrls
) -> None:
    with psycopg.connect(database_urls.web) as web:
        for key, expires in (("old", NOON - DAY), ("new", NOON + DAY)):
            web.execute(
                "insert into django_session (session_key, session_data, expire_date)"
                " values (%s, '', %s)",
                [key, expires],
            )
    jobs.delete_expired_sessions(timestamp=at(0))
    assert number(database_urls, "select count(*) from django_session") == 1


def test_the_list_of_changes_stays_short(
    committed: None, database_urls: DatabaseUrls
) -> None:
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute("truncate registry_change")
        owner.execute(
            "insert into registry_change (at) select now() from generate_series(1, 1000)"
        )
    count = "select count(*) from registry_change"
    jobs.prune_registry_changes(timestamp=at(0))
    assert number(database_urls, count) == 1000
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute("insert into registry_change default values")
    jobs.prune_registry_changes(timestamp=at(0))
    assert number(database_urls, count) == jobs.CHANGES_LEFT


def test_the_eraser_makes_nothing_and_changes_no_contract(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    with psycopg.connect(database_urls.eraser, autocommit=True) as eraser:
        for statement in (
            "insert into mail default values",
            "insert into account default values",
            "update contract set number = ''",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                eraser.execute(statement.encode())


def test_a_missing_role_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROGRES_DATABASE_ERASER_URL")
    with pytest.raises(BadSetting, match="PROGRES_DATABASE_ERASER_URL is not set"):
        jobs.delete_old_rows(timestamp=at(0))
