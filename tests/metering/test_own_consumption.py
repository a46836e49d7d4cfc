"""Two who consume one after the other at one meter never see each other's values."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from progres.database.scope import scoped
from progres.devices.models import Device
from progres.metering.checks import Exchange
from progres.metering.exchanges import exchange_meter
from progres.metering.models import MeasuringPoint, Occupancy
from progres.metering.occupancies import move_in
from progres.metering.occupancy_checks import OccupancyFields
from progres.metering.own_consumption import By, own_consumption
from progres.metering.series import series_of_occupancy
from progres.readings.queries import BadQuestion
from tests.metering.setting import (
    FIRST,
    WATER,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.readings.setting import prepare, store
from tests.world import NOON, World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START, END = NOON - 6 * HOUR, NOON + 6 * HOUR


@dataclass(frozen=True)
class Flat:
    """A meter of which Rita is told until noon, and Otto from noon on."""

    world: World
    point: MeasuringPoint
    device: Device
    rita: Occupancy
    otto: Occupancy

    def send(self, hours: float, value: float, *, late: bool = False) -> None:
        at = NOON + hours * HOUR
        store(self.world, at, {"volume": value}, device_id=self.device.id, late=late)

    def seen(
        self, whose: Occupancy, *, buckets: int | None = None
    ) -> list[tuple[float, ...]]:
        """What they see: hours from noon, and what was counted."""
        assert whose.user_id is not None
        series = series_of_occupancy(
            self.world.everything,
            whose.user_id,
            whose.id,
            start=START,
            end=END,
            buckets=buckets,
        )
        return [((at - NOON) / HOUR, *rest) for at, *rest in series.points]

    def consumed(self, whose: Occupancy, by: By = By.DAY) -> list[tuple[date, float]]:
        assert whose.user_id is not None
        everything = self.world.everything
        days = own_consumption(
            everything, whose.user_id, whose.id, by=by, at=NOON + DAY
        )
        return [(day.first_day, day.amount) for day in days]


@pytest.fixture
def flat(world: World) -> Iterator[Flat]:
    with scoped(world.everything):
        prepare(world, last=NOON + DAY)
        point = make_point(world, replace(WATER, unit="m³"))
        device = make_reader(world, make_counter_type(world))
        first = replace(FIRST, moment=NOON - 24 * HOUR, key="volume")
        put_in(world, point, first, device=device)
        rita, otto = (
            move_in(
                point.id,
                OccupancyFields(name=name, since=since, user_id=by.user.id),
                ends_former=True,
                by=world.otto,
                at=NOON,
            )
            for name, since, by in (
                ("Rita", NOON - 24 * HOUR, world.rita),
                ("Otto", NOON, world.otto),
            )
        )
        rita.refresh_from_db()
        yield Flat(world, point, device, rita, otto)


def test_each_sees_the_own_time_from_zero_on(flat: Flat) -> None:
    for hours, value in ((-3, 102), (-1, 105), (0.5, 109), (2, 112), (5, 113.5)):
        flat.send(hours, value)

    assert flat.seen(flat.rita) == [(-3, 2), (-1, 5)]
    assert flat.seen(flat.otto) == [(0.5, 0), (2, 3), (5, 4.5)]


def test_a_bucket_over_the_edge_holds_only_the_own_part(flat: Flat) -> None:
    for hours, value in ((-1, 105), (-0.5, 106), (0.5, 109), (1, 112)):
        flat.send(hours, value)

    assert flat.seen(flat.rita, buckets=1) == [(-12, 5, 5.5, 6, 2)]
    assert flat.seen(flat.otto, buckets=1) == [(0, 0, 1.5, 3, 2)]


def test_the_month_of_the_change_is_told_to_each_alone(flat: Flat) -> None:
    for hours, value in ((-1, 105), (-0.5, 106), (0.5, 109), (1, 112), (23, 115)):
        flat.send(hours, value)
    today, march = date(2026, 3, 1), date(2026, 3, 1)

    assert flat.consumed(flat.rita) == [(date(2026, 2, 28), 0), (today, 6)]
    assert flat.consumed(flat.rita, By.MONTH) == [(date(2026, 2, 1), 0), (march, 6)]
    assert flat.consumed(flat.otto) == [(today, 3), (date(2026, 3, 2), 3)]
    assert flat.consumed(flat.otto, By.MONTH) == [(march, 6)]


def test_the_series_goes_on_over_an_exchange_in_the_own_time(flat: Flat) -> None:
    flat.send(-1, 105)
    flat.send(1, 109)
    exchange(flat, hours=2, last=110, first=3)
    flat.send(3, 3.5)

    assert flat.seen(flat.rita) == [(-1, 5)]
    assert flat.seen(flat.otto) == [(1, 0), (2, 1), (3, 1.5)]


def test_an_exchange_at_the_edge_is_where_the_next_one_begins(flat: Flat) -> None:
    flat.send(-1, 105)
    exchange(flat, hours=0, last=110, first=3)
    flat.send(1, 4)

    assert flat.seen(flat.rita) == [(-1, 5)]
    assert flat.seen(flat.otto) == [(0, 0), (1, 1)]


def test_an_exchange_before_the_edge_is_none_of_the_next_ones(flat: Flat) -> None:
    flat.send(-2, 105)
    exchange(flat, hours=-1, last=110, first=3)
    flat.send(-0.5, 4)
    flat.send(1, 7)
    flat.send(2, 9)

    assert flat.seen(flat.rita) == [(-2, 5), (-1, 10), (-0.5, 11)]
    assert flat.seen(flat.otto) == [(1, 0), (2, 2)]


def test_what_comes_late_is_told_to_whose_time_it_was(flat: Flat) -> None:
    flat.send(-2, 102)
    flat.send(2, 112)
    flat.send(3, 113)

    flat.send(-1, 108, late=True)
    flat.send(1, 110, late=True)

    assert flat.seen(flat.rita) == [(-2, 2), (-1, 8)]
    assert flat.seen(flat.otto) == [(1, 0), (2, 2), (3, 3)]


def test_a_series_from_the_middle_of_the_own_time_stays_the_same(flat: Flat) -> None:
    for hours, value in ((0.5, 109), (2, 112), (5, 113.5)):
        flat.send(hours, value)

    user_id = flat.world.otto.user.id
    series = series_of_occupancy(
        flat.world.everything, user_id, flat.otto.id, start=NOON + HOUR, end=END
    )

    assert [point[1] for point in series.points] == [3, 4.5]


def test_nobody_has_the_occupancy_of_somebody_else(flat: Flat) -> None:
    for whose, other in ((flat.rita, flat.otto), (flat.otto, flat.rita)):
        assert whose.user_id is not None
        with pytest.raises(Occupancy.DoesNotExist):
            series_of_occupancy(
                flat.world.everything, whose.user_id, other.id, start=START, end=END
            )
        with pytest.raises(Occupancy.DoesNotExist):
            own_consumption(
                flat.world.everything, whose.user_id, other.id, by=By.DAY, at=NOON
            )


def test_before_anything_was_sent_there_is_nothing(flat: Flat) -> None:
    flat.send(-1, 105)

    assert flat.seen(flat.otto) == []
    assert flat.consumed(flat.otto) == []
    with pytest.raises(BadQuestion):
        flat.seen(flat.otto, buckets=5000)


def exchange(flat: Flat, *, hours: float, last: float, first: float) -> None:
    new = Exchange(
        moment=NOON + hours * HOUR,
        number="2",
        last_reading=last,
        first_reading=first,
        key="volume",
    )
    world = flat.world
    exchange_meter(
        flat.point.id,
        replace(new, device_id=flat.device.id),
        by=world.olga,
        at=NOON + DAY,
    )
