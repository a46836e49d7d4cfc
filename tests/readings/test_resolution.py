"""Nobody sees readings finer than the policies allow, however they are asked for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from progres.database.scope import Scope, scoped
from progres.devices.models import Device
from progres.metering.models import MeasuringPoint
from progres.metering.series import series_of_point
from progres.readings.models import ResolutionPolicy
from progres.readings.queries import bucketed_series, latest_of, raw_series
from progres.readings.resolution_actions import (
    BadPolicy,
    PolicyFields,
    add_policy,
    remove_policy,
)
from progres.readings.rules import Resolution, allowed_at, parts_of, whole_parts
from progres.readings.uplinks import uplinks_of
from tests.metering.setting import (
    FIRST,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.readings.setting import prepare, store, store_latest, store_uplink
from tests.world import NOON, World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START, END = NOON - 6 * HOUR, NOON + 30 * HOUR
NOW = NOON + 30 * HOUR + timedelta(minutes=20)
ROLE = "instance-admin"
HOURS = PolicyFields(medium="", role="", resolution="hour", days=None)


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """A value every twenty minutes, from six hours before noon on for 36 hours."""
    with scoped(world.everything), time_machine.travel(NOW, tick=False):
        prepare(world, last=NOW)
        for n in range(36 * 3):
            at = START + n * timedelta(minutes=20)
            store(world, at, {"temperature": float(n)})
        store_latest(world, NOW, {"temperature": 107})
        store_uplink(world, NOON)
        yield world


def bind(world: World, fields: PolicyFields = HOURS) -> ResolutionPolicy:
    return add_policy(fields, tenant=world.musterstadt, by=world.olga, at=NOON)


def raw(world: World, *, start: datetime = START, end: datetime = END) -> list[object]:
    scope, device = world.olga.scope, world.device.id
    [series] = raw_series(scope, device, ["temperature"], start=start, end=end)
    return [series.resolution, *series.points]


def buckets(
    world: World, count: int, *, start: datetime = START, end: datetime = END
) -> list[object]:
    [series] = bucketed_series(
        world.olga.scope,
        world.device.id,
        ["temperature"],
        start=start,
        end=end,
        buckets=count,
    )
    return [series.resolution, *series.points]


def test_without_a_policy_everything_is_shown(house: World) -> None:
    assert raw(house)[:2] == [None, (START, 0.0)]
    assert len(raw(house)) == 36 * 3 + 1
    assert uplinks_of(house.olga.scope, house.device.id)[0].payload == b"\x00\xd7"


def test_every_value_is_answered_with_means_of_whole_parts(house: World) -> None:
    bind(house)
    odd = START + timedelta(minutes=10)

    finest, *points = raw(house, start=odd, end=NOON + timedelta(minutes=59))

    assert finest == Resolution.HOUR
    assert points == [(START + n * HOUR, 3.0 * n + 1) for n in range(1, 6)]


def test_buckets_are_as_fine_as_is_allowed_and_not_finer(house: World) -> None:
    bind(house)

    finest, *points = buckets(house, 2000)

    assert (finest, len(points)) == (Resolution.HOUR, 36)
    assert points[0] == (START, 0.0, 1.0, 2.0, 3)
    coarse = buckets(house, 6)
    assert len(coarse) < 12
    assert coarse[0] == Resolution.HOUR


def test_the_part_that_is_not_over_is_not_told(house: World) -> None:
    bind(house)
    store(house, NOW - timedelta(minutes=10), {"temperature": 500.0})

    assert max(p[3] for p in buckets(house, 7, end=NOW)[1:]) < 500  # type: ignore[index]
    assert raw(house, start=END, end=NOW) == [Resolution.HOUR]


def test_a_ladder_lets_older_readings_be_seen_less_finely(house: World) -> None:
    bind(house, replace(HOURS, resolution="raw", days=1))

    assert raw(house, start=NOW - 20 * HOUR, end=END)[0] is None
    assert raw(house, start=START)[0] == Resolution.QUARTER_HOUR


def test_a_role_with_steps_of_its_own_is_not_bound_by_everybodys(house: World) -> None:
    bind(house, replace(HOURS, resolution="day"))
    assert raw(house)[0] == Resolution.DAY

    bind(house, replace(HOURS, role=ROLE))

    assert raw(house)[0] == Resolution.HOUR
    scope = house.rita.scope
    [rita] = raw_series(scope, house.device.id, ["temperature"], start=START, end=END)
    assert rita.resolution == Resolution.DAY


def test_policies_hold_below_and_bind_the_staff_above_too(house: World) -> None:
    bind(house)

    for who in (house.olga, house.rita, house.otto):
        [series] = raw_series(
            who.scope, house.device.id, ["temperature"], start=START, end=END
        )
        assert series.resolution == Resolution.HOUR
    machine = Scope(house.everything.tenant_ids)  # nobody looks: alarms, jobs
    [series] = raw_series(
        machine, house.device.id, ["temperature"], start=START, end=END
    )
    assert series.resolution is None


def test_an_instance_below_binds_more_strictly_and_never_less(house: World) -> None:
    bind(house)

    for resolution, finest in (("raw", "hour"), ("day", "day")):
        fields = replace(HOURS, resolution=resolution)
        policy = add_policy(fields, tenant=house.bad, by=house.olga, at=NOON)
        assert raw(house)[0] == finest
        remove_policy(policy.id, tenant=house.bad, by=house.olga, at=NOON)


def test_newest_values_are_shown_unless_days_alone_are(house: World) -> None:
    scope, device = house.olga.scope, house.device.id
    policy = bind(house)
    assert latest_of(scope, [device])[device].values
    remove_policy(policy.id, tenant=house.musterstadt, by=house.olga, at=NOON)

    bind(house, replace(HOURS, resolution="day"))

    assert latest_of(scope, [device])[device].values == {}
    assert latest_of(scope, [device])[device].last_seen_at == NOW


def test_the_payload_of_an_uplink_is_a_value_like_others(house: World) -> None:
    bind(house)

    [uplink] = uplinks_of(house.olga.scope, house.device.id)

    assert (uplink.payload, uplink.is_hidden) == (b"", True)


def test_a_medium_binds_what_its_measuring_points_are_read_by(house: World) -> None:
    point, reader = water(house)
    bind(house, replace(HOURS, medium="water", resolution="day"))

    [read] = raw_series(house.olga.scope, reader.id, ["volume"], start=START, end=END)
    [counted] = series_of_point(
        house.olga.scope, point.id, start=NOON - 24 * HOUR, end=END
    )

    assert read.resolution == counted.resolution == Resolution.DAY
    assert raw(house)[0] is None


def water(world: World) -> tuple[MeasuringPoint, Device]:
    point = make_point(world)
    reader = make_reader(world, make_counter_type(world))
    put_in(world, point, replace(FIRST, key="volume"), device=reader)
    for n in range(36):
        at, volume = START + n * HOUR, {"volume": 100.0 + n}
        store(world, at, volume, device_id=reader.id)
    return point, reader


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"resolution": "minute"}, "'minute' is not a resolution"),
        ({"role": "king"}, "no such role"),
        ({"days": 0}, "0 is not a number of days"),
        ({}, "remove it first"),
    ],
)
def test_steps_that_cannot_be_are_refused(
    house: World, wrong: dict[str, str | int], said: str
) -> None:
    bind(house)

    with pytest.raises(BadPolicy, match=said):
        bind(house, replace(HOURS, **wrong))  # type: ignore[arg-type]


def test_the_ladder_ends_at_the_next_coarser_one() -> None:
    ladder = [(Resolution.RAW, 7), (Resolution.HOUR, 30)]

    ages = [allowed_at(days * DAY, ladder) for days in (-1, 7, 8, 30, 31, 3650)]

    assert ages == ["raw", "raw", "hour", "hour", "day", "day"]
    assert allowed_at(DAY, [(Resolution.MONTH, None)]) == "month"
    assert allowed_at(9 * DAY, [(Resolution.MONTH, 1)]) == "month"


def test_days_and_months_are_those_of_the_instance() -> None:
    zone = "Europe/Berlin"
    start = datetime(2026, 3, 28, 9, 30, tzinfo=UTC)
    end = datetime(2026, 5, 1, 0, 0, tzinfo=UTC)

    days = whole_parts(start, end, Resolution.DAY, time_zone=zone)
    months = whole_parts(start, end, Resolution.MONTH, time_zone=zone)

    assert days == (
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 4, 30, 22, 0, tzinfo=UTC),
    )
    assert months == (
        datetime(2026, 3, 31, 22, 0, tzinfo=UTC),
        datetime(2026, 4, 30, 22, 0, tzinfo=UTC),
    )
    first, second, *_ = parts_of(*days, Resolution.DAY, time_zone=zone)
    assert second - first == timedelta(hours=23)
    assert whole_parts(start, start + HOUR, Resolution.DAY, time_zone=zone) is None
