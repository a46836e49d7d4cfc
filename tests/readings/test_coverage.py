from datetime import timedelta

import pytest
from django.db import transaction

from progres.database.scope import scoped
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields
from progres.devices.models import Device
from progres.ops.postgres import DatabaseUrls
from progres.readings.coverage import (
    devices_heard,
    gateways_hearing,
    reach_of_gateway,
    traffic_of_gateway,
)
from tests.alarms.setting import mails
from tests.gateways.setting import EUI, MINUTE, count, hear, make_gateway, watch
from tests.ingest.front_door import Door, at_the_door, change, rows
from tests.world import NOON, World

OTHER_EUI = "0016c001ff10ffff"
PUMP = "24e124710c140002"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def world(committed_world: World) -> World:
    return committed_world


@transaction.atomic
def make_pump(world: World) -> Device:
    with scoped(world.olga.scope):
        return register_device(
            DeviceFields(dev_eui=PUMP, name="Pumpe"),
            tenant=world.musterstadt,
            device_type=world.device_type,
            by=world.olga,
            at=NOON,
        )


def heard_by_one_and_by_two(world: World, urls: DatabaseUrls) -> None:
    """The room is heard by two gateways, the pump by the tower alone; all at SF7."""

    async def scenario(door: Door) -> None:
        for f_cnt in (1, 2):
            await door.uplink(world, f_cnt=f_cnt, gateways=(EUI, OTHER_EUI))
        await door.uplink(world, dev_eui=PUMP, gateways=(EUI,))

    at_the_door(urls, scenario)
    count(urls)


def test_what_a_gateway_hears_is_counted_with_its_margin(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_pump(world)
    heard_by_one_and_by_two(world, database_urls)

    with transaction.atomic(), scoped(world.olga.scope):
        found = devices_heard(world.olga.scope, EUI, limit=10, at=NOON)
        reach = reach_of_gateway(world.olga.scope, EUI, at=NOON)
        alone = devices_heard(world.olga.scope, EUI, only_alone=True, limit=10, at=NOON)
    assert [(d.name, d.uplinks, d.is_alone) for d in found] == [
        ("Pumpe", 1, True),
        ("Raumfühler 1", 2, False),
    ]
    assert {d.margin_db for d in found} == {8.5 + 7.5}  # SNR above the floor of SF7
    assert {d.rssi_dbm for d in found} == {-71}
    assert (reach.devices, reach.alone, reach.weak) == (2, 1, 0)
    assert [d.name for d in alone] == ["Pumpe"]


def test_a_gateway_that_is_shared_from_above_has_its_traffic(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_pump(world)
    gateway = make_gateway(world, tenant=world.operator)

    heard_by_one_and_by_two(world, database_urls)

    with transaction.atomic(), scoped(world.otto.scope):
        (hour,) = traffic_of_gateway(gateway.id, since=NOON - HOUR)
    assert (hour.uplinks, hour.devices) == (3, 2)


def test_counting_again_counts_nothing_twice(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world)
    make_pump(world)
    heard_by_one_and_by_two(world, database_urls)

    count(database_urls)

    with transaction.atomic(), scoped(world.olga.scope):
        (hour,) = traffic_of_gateway(gateway.id, since=NOON - HOUR)
        hearing = gateways_hearing(world.olga.scope, world.device.id, at=NOON)
    assert (hour.hour, hour.uplinks, hour.devices) == (NOON, 3, 2)
    assert (hour.mean_rssi_dbm, hour.mean_snr_db) == (-71, 8.5)
    assert [(g.gateway_id, g.uplinks) for g in hearing] == [
        (EUI, 2),
        (OTHER_EUI, 2),
    ]


def test_what_is_a_week_ago_counts_no_more(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_pump(world)
    heard_by_one_and_by_two(world, database_urls)

    with transaction.atomic(), scoped(world.olga.scope):
        later = reach_of_gateway(world.olga.scope, EUI, at=NOON + timedelta(days=8))
    assert later.devices == 0


def test_a_stranger_learns_nothing_of_what_a_gateway_hears(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world)
    make_gateway(world, tenant=world.nord)
    make_pump(world)
    heard_by_one_and_by_two(world, database_urls)

    nora = world.nora.scope
    with transaction.atomic(), scoped(nora):
        assert reach_of_gateway(nora, EUI, at=NOON).devices == 0
        assert not gateways_hearing(nora, world.device.id, at=NOON)
        assert not traffic_of_gateway(gateway.id, since=NOON - HOUR)
    counted = rows(database_urls, "select gateway_id from gateway_hour")
    assert [row["gateway_id"] for row in counted] == [gateway.id]


def test_the_mail_of_a_failure_names_the_devices_that_nothing_else_hears(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world, emails=("olga@example.org",))
    make_pump(world)
    heard_by_one_and_by_two(world, database_urls)
    hear(database_urls, gateway, NOON)

    for minutes in range(0, 20, 2):
        watch(minutes)

    (mail,) = mails(world)
    assert mail.created_at > NOON + 10 * MINUTE
    assert "1 Gerät wird nur von diesem Gateway gehört" in mail.text
    assert "- Pumpe" in mail.text
    assert "Raumfühler 1" not in mail.text


def test_a_gateway_that_falls_silent_leaves_its_devices_to_the_others(
    world: World, database_urls: DatabaseUrls
) -> None:
    heard_by_one_and_by_two(world, database_urls)

    async def scenario(door: Door) -> None:
        door.clock.now = NOON + 8 * DAY
        await door.uplink(world, f_cnt=3, at=door.clock.now, gateways=(EUI,))

    at_the_door(database_urls, scenario)
    change(
        database_urls,
        "select count_hearings('2026-03-09 13:02Z') from generate_series(1, 30)",
    )

    with transaction.atomic(), scoped(world.olga.scope):
        (found,) = devices_heard(
            world.olga.scope, EUI, limit=10, at=NOON + 8 * DAY + HOUR
        )
    assert (found.uplinks, found.is_alone) == (1, True)
    assert len(rows(database_urls, "select from coverage")) == 1
