from datetime import timedelta

import psycopg
import pytest
from django.db import transaction

from progres.alarms.actions import create_rule, delete_rule
from progres.alarms.models import Watch
from progres.database.scope import scoped
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields
from progres.devices.deleting import delete_device
from progres.ops.postgres import DatabaseUrls
from tests.alarms.setting import (
    MINUTE,
    TOO_WARM,
    alarms,
    changed,
    feed,
    mails,
    make_rule,
    work,
)
from tests.world import NOON, World, add_shared_type


@pytest.fixture
def world(committed_world: World) -> World:
    return committed_world


def is_watched(urls: DatabaseUrls, world: World) -> bool:
    with psycopg.connect(urls.ingest) as ingest:
        row = ingest.execute(
            "select watched from latest where device_id = %s", [world.device.id]
        ).fetchone()
    return bool(row and row[0])


def waiting(urls: DatabaseUrls) -> int:
    with psycopg.connect(urls.ingest) as ingest:
        row = ingest.execute("select count(*) from alarm_feed").fetchone()
    return row[0] if row else 0


def test_a_value_beyond_the_limit_raises_an_alarm_and_a_mail(
    world: World, database_urls: DatabaseUrls
) -> None:
    rule = make_rule(world, emails=["olga@example.org"])
    feed(database_urls.ingest, world.device, (0, 31.5))

    assert work() == 1

    (alarm,) = alarms(world)
    assert (alarm.rule, alarm.device, alarm.tenant_id) == (
        rule,
        world.device,
        world.bad.id,
    )
    assert (alarm.value, alarm.raised_at, alarm.severity) == (31.5, NOON, "warning")
    assert alarm.cleared_at is None
    (mail,) = mails(world)
    assert mail.subject == "Warnung: Temperatur 31,5 °C · Raumfühler 1"
    assert mail.recipient == "olga@example.org"
    assert mail.tenant_id == world.musterstadt.id
    assert waiting(database_urls) == 0


def test_an_alarm_ends_when_the_value_has_recovered(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(world, emails=["olga@example.org"])
    feed(database_urls.ingest, world.device, (0, 31))
    work()
    feed(database_urls.ingest, world.device, (5, 29), (10, 27.9))
    work()

    (alarm,) = alarms(world)
    assert alarm.cleared_at == NOON + 10 * MINUTE
    assert (alarm.cleared_value, alarm.cleared_reason) == (27.9, "recovered")
    assert [mail.kind for mail in mails(world)] == ["alarm.raised", "alarm.cleared"]


def test_all_of_it_may_happen_in_one_batch(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(world, emails=["olga@example.org"])
    feed(database_urls.ingest, world.device, (0, 31), (1, 20), (2, 32), (3, 33))

    assert work() == 4

    first, second = alarms(world)
    assert (first.value, first.cleared_value) == (31, 20)
    assert (second.value, second.cleared_at) == (32, None)
    assert [mail.kind for mail in mails(world)] == [
        "alarm.raised",
        "alarm.cleared",
        "alarm.raised",
    ]


def test_the_duration_is_judged_by_the_times_of_the_readings(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(world, changed(hold=timedelta(minutes=10), count=2))
    feed(database_urls.ingest, world.device, (0, 31))
    work(at=NOON + timedelta(days=1))
    feed(database_urls.ingest, world.device, (9, 31))
    work(at=NOON + timedelta(days=2))
    assert alarms(world) == []
    assert is_watched(database_urls, world)

    feed(database_urls.ingest, world.device, (10, 32))
    work(at=NOON + timedelta(days=3))
    assert [alarm.raised_at for alarm in alarms(world)] == [NOON + 10 * MINUTE]
    with transaction.atomic(), scoped(world.everything):
        assert not Watch.objects.of(world.everything).exists()


def test_a_good_reading_ends_the_row(world: World, database_urls: DatabaseUrls) -> None:
    make_rule(world, changed(count=2))
    feed(database_urls.ingest, world.device, (0, 31))
    work()
    feed(database_urls.ingest, world.device, (1, 30))
    work()
    feed(database_urls.ingest, world.device, (2, 31))
    work()
    assert alarms(world) == []


def test_the_front_door_need_not_watch_once_all_is_well(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(world)
    feed(database_urls.ingest, world.device, (0, 31))
    work()
    assert is_watched(database_urls, world)

    feed(database_urls.ingest, world.device, (1, 20))
    work()
    assert not is_watched(database_urls, world)


def test_a_row_that_the_front_door_holds_stays_watched(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(world)
    feed(database_urls.ingest, world.device, (0, 20))
    with psycopg.connect(database_urls.ingest) as ingest:
        ingest.execute("select from latest for update")
        assert work() == 1
    assert is_watched(database_urls, world)


def test_a_rule_of_an_instance_reaches_the_devices_below_and_no_others(
    world: World, database_urls: DatabaseUrls
) -> None:
    with transaction.atomic(), scoped(world.everything):
        shared = add_shared_type(world)
        create_rule(
            TOO_WARM,
            tenant=world.musterstadt,
            device_type=shared,
            emails=[],
            by=world.olga,
            at=NOON,
        )
        stranger, below = (
            register_device(
                DeviceFields(dev_eui=f"24e124710c14009{number}", name=tenant.name),
                tenant=tenant,
                device_type=shared,
                by=world.otto,
                at=NOON,
            )
            for number, tenant in enumerate((world.nord, world.bad))
        )
    feed(database_urls.ingest, stranger, (0, 40))
    feed(database_urls.ingest, below, (0, 40))

    assert work() == 2
    assert [alarm.device for alarm in alarms(world)] == [below]


def test_a_rule_on_a_device_and_one_on_its_type_raise_each_for_itself(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(world)
    make_rule(world, changed(name="Viel zu warm", high=35.0), device=world.device)
    make_rule(world, changed(name="Aus", enabled=False))
    make_rule(
        world, changed(name="Leer", key="battery", type="below", low=10, high=None)
    )
    feed(database_urls.ingest, world.device, (0, {"temperature": 36, "battery": 50}))
    work()
    assert {alarm.name for alarm in alarms(world)} == {"Zu warm", "Viel zu warm"}


@pytest.mark.parametrize(
    "rubbish",
    [{"temperature": "warm"}, {"temperature": [1]}, {"temperature": {"a": 1}}],
)
def test_a_row_that_makes_no_sense_does_not_stop_the_others(
    world: World, database_urls: DatabaseUrls, rubbish: dict[str, object]
) -> None:
    make_rule(world)
    feed(database_urls.ingest, world.device, (0, rubbish), (1, 31))

    assert work() == 2
    assert [alarm.value for alarm in alarms(world)] == [31]
    assert waiting(database_urls) == 0


def test_readings_of_a_deleted_device_or_for_a_deleted_rule_are_passed_over(
    world: World, database_urls: DatabaseUrls
) -> None:
    rule = make_rule(world)
    feed(database_urls.ingest, world.device, (0, 31))
    with transaction.atomic(), scoped(world.olga.scope):
        delete_rule(rule.id, by=world.olga, at=NOON)
    assert work() == 1
    make_rule(world)
    feed(database_urls.ingest, world.device, (0, 31))
    with transaction.atomic(), scoped(world.olga.scope):
        delete_device(world.device.id, by=world.olga, at=NOON)
    assert work() == 1
    assert alarms(world) == []
    assert waiting(database_urls) == 0


def test_one_worker_at_a_time(world: World, database_urls: DatabaseUrls) -> None:
    make_rule(world)
    feed(database_urls.ingest, world.device, (0, 31))
    with psycopg.connect(database_urls.web) as other:
        other.execute("select pg_advisory_xact_lock(hashtext('alarm_feed'))")
        assert work() == 0
    assert work() == 1


def test_open_pages_hear_of_it(world: World, database_urls: DatabaseUrls) -> None:
    make_rule(world)
    feed(database_urls.ingest, world.device, (0, 31))
    with psycopg.connect(database_urls.web, autocommit=True) as page:
        page.execute("listen alarms")
        work()
        notices = [n.payload for n in page.notifies(timeout=2, stop_after=1)]
    assert notices == [f"{world.bad.id}:{world.device.id}"]


def test_there_is_nothing_to_do_without_readings(committed: None) -> None:
    assert work() == 0
