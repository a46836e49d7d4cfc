"""Jobs delete what is just outside of an instance's period and keep what is inside."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import psycopg
import pytest

from progres.devices.models import Device
from progres.ops.postgres import DatabaseUrls
from progres.privacy.kinds import BOUNDS, OF_READINGS, Kind
from progres.worker import jobs
from tests.privacy.setting import (
    DAY,
    at,
    choose,
    climate_device,
    cut,
    days_of,
    everything,
    measure,
    other_device,
    read_by,
    tell,
)
from tests.worker.working import number
from tests.world import NOON, World

TODAY = NOON.date()


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


@pytest.fixture(autouse=True)
def days(database_urls: DatabaseUrls) -> Iterator[None]:
    """Other tests find no days that were made here, nor miss any that went."""
    query = (
        "select relname from pg_class where relispartition"
        " and relname ~ '^(reading|uplink|delivery)_[0-9]{8}$'"
    )
    with psycopg.connect(database_urls.owner) as owner:
        before = {name for (name,) in owner.execute(query)}
    yield
    with psycopg.connect(database_urls.owner) as owner:
        after = {name for (name,) in owner.execute(query)}
        for name in after - before:
            owner.execute(f"drop table {name}".encode())
        for name in before - after:
            day = name[-8:]
            owner.execute("select make_partitions(%s, %s)", [day, day])


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_readings_go_by_the_period_of_their_kind_and_instance(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        choose(world.bad, room_climate=20, other_readings=30, meter_readings=60)
        choose(world.nord, room_climate=40, other_readings=50, meter_readings=70)
        kept: dict[Device, int] = {}
        for n, tenant in enumerate((world.bad, world.nord)):
            climate = climate_device(world, tenant, f"70b3d57ed00000{n}1")
            other = other_device(world, tenant, f"70b3d57ed00000{n}2")
            meter = other_device(world, tenant, f"70b3d57ed00000{n}3")
            read_by(world, meter)
            chosen = ((20, 30, 60), (40, 50, 70))[n]
            kept |= dict(zip((climate, other, meter), chosen, strict=True))
    for device, days in kept.items():
        measure(urls, device, ago(days), ago(days + 1))
        measure(urls, device, ago(days), ago(days + 1), late=True)
    tell(urls, [world.bad, world.nord])

    cut()

    for device, days in kept.items():
        assert days_of(urls, device) == [ago(days)], device.name
        assert days_of(urls, device, "reading_late") == [ago(days)], device.name


def test_messages_go_by_their_own_period_or_that_of_their_values(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        choose(world.bad, uplinks=40, deliveries=10, room_climate=5)
        choose(world.nord, uplinks=60, deliveries=20)
        climate = climate_device(world, world.bad, "70b3d57ed0000001")
        other = other_device(world, world.bad, "70b3d57ed0000002")
        north = other_device(world, world.nord, "70b3d57ed0000003")
    kept = {climate: (5, 5), other: (40, 10), north: (60, 20)}
    for device, pair in kept.items():
        measure(urls, device, *{ago(n + more) for n in pair for more in (0, 1)})

    cut()

    for device, pair in kept.items():
        for table, days in zip(("uplink", "delivery"), pair, strict=True):
            found = days_of(urls, device, table)
            assert ago(days) in found, (device.name, table)
            assert min(found) == ago(days), (device.name, table)


ROWS = {
    Kind.MAILS: (
        "insert into mail (tenant_id, kind, recipient, sender_name, subject, text, html,"
        " language, message_id, created_at, due_at, attempts, last_error) values (%(tenant)s, 'x',"
        " 'a@example.org', '', '', '', '', 'de', gen_random_uuid()::text, %(at)s,"
        " %(at)s, 0, '')",
        "select tenant_id, created_at from mail",
    ),
    Kind.UNASSIGNED: (
        "insert into unassigned_uplink (tenant_id, connection_id, received_at, dev_eui,"
        " reason, frame_key, ts, late, f_cnt, payload, radio, receptions, bodies)"
        " select %(tenant)s, min(id), %(at)s, gen_random_uuid()::text::varchar(16),"
        " 'unknown', 1, now(), false, 1, '', '{}', '[]', '{}' from connection",
        "select tenant_id, received_at from unassigned_uplink",
    ),
    Kind.ALARMS: (
        "insert into alarm (tenant_id, device_id, name, key, type, high, severity,"
        " value, raised_at, cleared_at, cleared_value, cleared_reason, note)"
        " select %(tenant)s, min(id), '', 'k', 'above', 1, 'warning', 1, '2000-01-01',"
        " %(at)s, 1, 'recovered', '' from device",
        "select tenant_id, cleared_at from alarm",
    ),
    Kind.INVITATIONS: (
        "insert into invitation (tenant_id, email, first_name, last_name, role,"
        " language, company, phone, address, token_hash, created_at, sent_at) values"
        " (%(tenant)s, gen_random_uuid() || '@example.org', '', '', 'viewer', 'de', '',"
        " '', '', uuid_send(gen_random_uuid()), %(at)s, %(at)s)",
        "select tenant_id, created_at from invitation",
    ),
    Kind.IMPORTS: (
        "insert into import (tenant_id, acting_id, kind, file_name, sheet, headings,"
        " mapping, defaults, existing, makes_assets, runs_at_once, state, attempts,"
        " rows_done, rows_total, counts, new_assets, problem, problem_facts, origin,"
        " created_at) values (%(tenant)s, %(tenant)s, 'devices', '', '', '{}', '{}',"
        " '{}', 'skip', false, false, 'done', 0, 0, 0, '{}', '{}', '', '{}', '{}',"
        " %(at)s)",
        "select tenant_id, created_at from import",
    ),
    Kind.DELETED_DEVICES: (
        "insert into device (tenant_id, device_type_id, dev_eui, name, sort_key, status,"
        " join_eui, serial_number, meter_number, measuring_location, site,"
        " installation_place, notes, created_at, deleted_at) values (%(tenant)s, null,"
        " '70b3d57ed0999999', '', '', 'registered', '', '', '', '', '', '', '', now(),"
        " %(at)s)",
        "select tenant_id, deleted_at from device where deleted_at is not null",
    ),
}


@pytest.mark.parametrize("kind", ROWS)
def test_rows_go_by_the_period_of_their_instance(
    committed_world: World, database_urls: DatabaseUrls, kind: Kind
) -> None:
    world = committed_world
    periods = {world.bad: 40, world.nord: 60}
    with everything(world):
        for tenant, days in periods.items():
            choose(tenant, **{kind: days})
    insert, query = ROWS[kind]
    with psycopg.connect(database_urls.owner) as owner:
        for tenant, days in periods.items():
            for second in (-1, 1):
                moment = NOON - days * DAY + timedelta(seconds=second)
                values = {"tenant": tenant.id, "at": moment}
                owner.execute(insert.encode(), values)

    jobs.delete_old_rows(timestamp=at(0))
    jobs.purge_deleted_devices(timestamp=at(0))

    with psycopg.connect(database_urls.owner) as owner:
        left: dict[int, datetime] = dict(owner.execute(query.encode()).fetchall())
        rows = owner.execute(query.encode()).rowcount
    assert rows == len(periods)
    for tenant, days in periods.items():
        assert left[tenant.id] == NOON - days * DAY + timedelta(seconds=1)


def test_every_kind_that_instances_choose_is_tried_here() -> None:
    of_devices = {*OF_READINGS, Kind.UPLINKS, Kind.DELIVERIES}
    assert ROWS.keys() | of_devices == BOUNDS.keys()


def test_a_day_of_which_all_is_due_is_dropped_whole(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        choose(world.operator, room_climate=20)
        climate = climate_device(world, world.bad, "70b3d57ed0000001")
    measure(urls, climate, ago(25), ago(24), ago(5))
    tell(urls, [world.bad])

    cut()

    assert days_of(urls, climate) == [ago(5)]
    gone = f"to_regclass('reading_{ago(25):%Y%m%d}') is null"
    assert number(urls, f"select ({gone})::int") == 1
    stays = f"to_regclass('reading_{ago(5):%Y%m%d}') is not null"
    assert number(urls, f"select ({stays})::int") == 1
    run = (
        "select {} from retention_run where kind = 'room_climate' and tenant_id is null"
    )
    assert number(urls, run.format("rows")) == 2
    assert number(urls, run.format("partitions")) >= 2
    own = "select rows from retention_run where kind = 'room_climate' and tenant_id = "
    assert number(urls, own + str(world.bad.id)) == 2


def test_nothing_waits_for_a_day_that_is_in_use_and_the_failure_is_on_record(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        climate = climate_device(world, world.bad, "70b3d57ed0000001")
        choose(world.bad, room_climate=20)
    measure(urls, climate, ago(25))
    tell(urls, [world.bad])
    jobs.count_stored_days(timestamp=at(0))
    with psycopg.connect(urls.ingest) as writer:
        writer.execute("lock table reading in row exclusive mode")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            jobs.cut_readings(timestamp=at(0))
    assert days_of(urls, climate) == [ago(25)]
    failed = (
        "select count(*) from retention_run where kind = 'room_climate'"
        " and error like 'LockNotAvailable%' and ended_at is not null"
    )
    assert number(urls, failed) == 1

    jobs.cut_readings(timestamp=at(0))

    assert days_of(urls, climate) == []


def test_late_rows_of_a_day_that_was_counted_are_found_within_a_month(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        choose(world.bad, room_climate=20)
        climate = climate_device(world, world.bad, "70b3d57ed0000001")
        meter = other_device(world, world.bad, "70b3d57ed0000002")
        read_by(world, meter)
    measure(urls, meter, ago(25))
    tell(urls, [world.bad])
    cut()
    measure(urls, climate, ago(25))

    for day in range(30):
        cut(day)

    assert days_of(urls, climate) == []
    assert days_of(urls, meter) == [ago(25)]


def test_readings_wait_until_their_instance_was_told(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        choose(world.bad, room_climate=60)
        climate = climate_device(world, world.bad, "70b3d57ed0000001")
    measure(urls, climate, ago(70), ago(29))
    mails = "select count(*) from mail where kind = 'retention.foretold'"

    cut()
    assert days_of(urls, climate) == [ago(70), ago(29)]
    assert number(urls, mails) == 1  # to Olga, who looks after the instance from above
    cut(29.9)
    assert days_of(urls, climate) == [ago(70), ago(29)]
    cut(30)

    assert days_of(urls, climate) == [ago(29)]
    assert number(urls, mails) == 1


def test_nobody_is_told_while_nothing_goes_within_thirty_days(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        choose(world.bad, room_climate=60)
        climate = climate_device(world, world.bad, "70b3d57ed0000001")
    measure(urls, climate, ago(10))
    told = "select count(*) from retention_notice"

    jobs.count_stored_days(timestamp=at(20))
    assert number(urls, told) == 0
    jobs.count_stored_days(timestamp=at(21))
    assert number(urls, told) == 1
