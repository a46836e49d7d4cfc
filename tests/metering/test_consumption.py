"""What was consumed today until now, beside yesterday until the same time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from progres.database.scope import scoped
from progres.devices.models import Device
from progres.metering.checks import Exchange
from progres.metering.consumption import (
    DayConsumption,
    TooManyMeters,
    consumption_of_day,
)
from progres.metering.models import MeasuringPoint
from tests.metering.setting import (
    FIRST,
    WATER,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.readings.setting import store
from tests.world import NOON, World

HOUR = timedelta(hours=1)
BERLIN = "Europe/Berlin"  # where NOON is 13:00


@pytest.fixture
def house(world: World) -> Iterator[World]:
    with scoped(world.everything):
        with connection.cursor() as cursor:
            days = NOON.date() - timedelta(days=3), NOON.date()
            cursor.execute("select make_partitions(%s, %s)", days)
        yield world


def send(world: World, device: Device, *values: tuple[float, float]) -> None:
    """Store values, each so many hours after noon."""
    for hours, value in values:
        store(world, NOON + hours * HOUR, {"volume": value}, device_id=device.id)


def metered(world: World, suffix: str = "a") -> tuple[MeasuringPoint, Device]:
    point = make_point(world, replace(WATER, name=f"Kaltwasser {suffix}"))
    device = make_reader(world, make_counter_type(world), suffix)
    put_in(world, point, replace(FIRST, key="volume"), device=device)
    return point, device


def asked(world: World) -> list[DayConsumption]:
    return consumption_of_day(world.olga.scope, time_zone=BERLIN, at=NOON)


def test_today_until_now_stands_beside_yesterday_until_this_time(house: World) -> None:
    _, device = metered(house)
    # Yesterday's midnight −37 h, yesterday now −24 h, midnight −13 h.
    send(house, device, (-38, 100), (-25, 104), (-20, 109), (-14, 110), (-1, 116.5))

    (water,) = asked(house)

    assert (water.medium, water.unit) == ("water", "m³")
    assert (water.yesterday, water.today) == (4, 6.5)
    assert water.change == pytest.approx(0.625)
    assert (water.points, water.silent) == (1, 0)


def test_an_exchange_counts_for_both_meters(house: World) -> None:
    point, device = metered(house)
    send(house, device, (-38, 100), (-25, 104), (-14, 110), (-4, 112))
    second = Exchange(
        moment=NOON - 3 * HOUR,
        number="2",
        last_reading=113,
        first_reading=5,
        key="volume",
        device_id=device.id,
    )
    put_in(house, point, second, device=device)
    send(house, device, (-1, 7.5))

    (water,) = asked(house)

    assert (water.yesterday, water.today) == (4, 3 + 2.5)


@pytest.mark.parametrize(
    "values",
    [
        ((-25, 104), (-1, 116)),  # nothing around the midnight before
        ((-38, 100), (-25, 104), (-14, 90), (-1, 95)),  # the register went back
        (),
    ],
)
def test_what_cannot_be_said_of_both_days_does_not_count(
    house: World, values: tuple[tuple[float, float], ...]
) -> None:
    _, device = metered(house)
    send(house, device, *values)

    (water,) = asked(house)

    assert (water.points, water.silent) == (0, 1)
    assert water.change is None


def test_a_stranger_sums_up_nothing(house: World) -> None:
    _, device = metered(house)
    send(house, device, (-38, 100), (-25, 104), (-14, 110), (-1, 116.5))

    assert consumption_of_day(house.nora.scope, time_zone=BERLIN, at=NOON) == []


def test_too_many_meters_are_refused(house: World) -> None:
    metered(house)
    scope = house.olga.scope

    with pytest.raises(TooManyMeters):
        consumption_of_day(scope, time_zone=BERLIN, at=NOON, most=0)
