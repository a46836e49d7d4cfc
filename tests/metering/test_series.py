"""One unbroken series of a measuring point over all its meters, and each register."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from progres.database.scope import scoped
from progres.devices.deleting import delete_device
from progres.devices.models import Device
from progres.metering.checks import Exchange, PointFields
from progres.metering.models import MeasuringPoint, Meter
from progres.metering.series import series_of_point
from progres.readings.queries import BadQuestion
from progres.readings.values import Series
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
START, END = NOON - 6 * HOUR, NOON + 6 * HOUR


@dataclass(frozen=True)
class Pool:
    """Two meters, exchanged at noon; the old one went from 100 to 110."""

    world: World
    point: MeasuringPoint
    old: Meter
    new: Meter
    devices: tuple[Device, Device]

    def ask(
        self, *keys: str, start: datetime = START, end: datetime = END, buckets: int = 0
    ) -> list[Series]:
        return series_of_point(
            self.world.olga.scope,
            self.point.id,
            keys or ("counted",),
            start=start,
            end=end,
            buckets=buckets or None,
        )


def exchanged(world: World, fields: PointFields = WATER) -> Pool:
    kind, point = make_counter_type(world), make_point(world, fields)
    devices = (make_reader(world, kind, "a"), make_reader(world, kind, "b"))
    key = "volume" if fields.unit != "L" else "litres"
    first = replace(FIRST, moment=NOON - 4 * HOUR, key=key)
    second = Exchange(
        moment=NOON, number="2", last_reading=110.0, first_reading=3.0, key=key
    )
    old = put_in(world, point, first, device=devices[0])
    new = put_in(world, point, second, device=devices[1])
    send(world, devices[0], (-5, 99), (-3, 102), (-1, 109), (1, 500))
    send(world, devices[1], (-1, 2), (1, 3.5), (2, 4.25))
    return Pool(world, point, old, new, devices)


def send(world: World, device: Device, *values: tuple[float, float]) -> None:
    """Store values, each so many hours after noon."""
    for hours, value in values:
        store(world, NOON + hours * HOUR, {"volume": value}, device_id=device.id)


@pytest.fixture
def house(world: World) -> Iterator[World]:
    with scoped(world.everything):
        prepare(world)
        yield world


@pytest.fixture
def pool(house: World) -> Pool:
    return exchanged(house)


def by_hour(series: Series) -> dict[float, object]:
    return {(point[0] - NOON) / HOUR: point[1] for point in series.points}


def test_the_series_goes_on_over_the_exchange(pool: Pool) -> None:
    (counted,) = pool.ask()

    assert by_hour(counted) == {-4: 0, -3: 2, -1: 9, 0: 10, 1: 10.5, 2: 11.25}
    assert (counted.key, counted.unit, counted.truncated) == ("counted", "m³", False)


def test_each_register_stays_as_it_is(pool: Pool) -> None:
    old, new = pool.ask(str(pool.old.id), str(pool.new.id))

    assert [point[1] for point in old.points] == [100, 102, 109, 110]
    assert [point[1] for point in new.points] == [3, 3.5, 4.25]


def test_a_period_is_cut_out_of_the_same_series(pool: Pool) -> None:
    (counted,) = pool.ask(start=NOON - HOUR, end=NOON + 2 * HOUR)
    (only_new,) = pool.ask(start=NOON + HOUR, end=END)

    assert by_hour(counted) == {-1: 9, 0: 10, 1: 10.5}
    assert by_hour(only_new) == {1: 10.5, 2: 11.25}


def test_buckets_of_all_meters_share_their_edges(pool: Pool) -> None:
    (counted,) = pool.ask(buckets=3)  # four hours each

    assert [(at - NOON) / HOUR for at, *_ in counted.points] == [-4, 0]
    assert [list(point[1:]) for point in counted.points] == [
        pytest.approx([0, 11 / 3, 9, 3]),
        pytest.approx([10, (10 + 10 + 10.5 + 11.25) / 4, 11.25, 4]),
    ]


def test_a_bucket_with_an_exchange_in_it_holds_both_meters(pool: Pool) -> None:
    (counted,) = pool.ask(start=NOON - 2 * HOUR, end=NOON + 2 * HOUR, buckets=1)

    lowest = min(list(point)[1] for point in counted.points)  # type: ignore[type-var]
    highest = max(list(point)[3] for point in counted.points)  # type: ignore[type-var]
    assert (lowest, highest) == (9, 10.5)


def test_the_transformer_factor_multiplies_what_was_counted(house: World) -> None:
    fields = PointFields(
        name="Einspeisung", medium="electricity", unit="m³", transformer_factor=40
    )
    pool = exchanged(house, fields)

    (counted,) = pool.ask()
    (register,) = pool.ask(str(pool.new.id))

    assert list(by_hour(counted).values()) == [0, 80, 360, 400, 420, 450]
    assert [point[1] for point in register.points] == [3, 3.5, 4.25]


def test_texts_and_yes_or_no_are_no_register(pool: Pool) -> None:
    for hours, extra in ((3, {"volume": "leer"}), (4, {"volume": True})):
        store(
            pool.world,
            NOON + hours * HOUR,
            {"battery": 1.0},
            extra,
            device_id=pool.devices[1].id,
        )

    assert by_hour(pool.ask()[0]).keys() == {-4, -3, -1, 0, 1, 2}


def test_of_a_deleted_device_the_readings_of_people_stay(pool: Pool) -> None:
    delete_device(pool.devices[0].id, by=pool.world.olga, at=NOON)

    (counted,) = pool.ask()

    assert by_hour(counted) == {-4: 0, 0: 10, 1: 10.5, 2: 11.25}


def test_a_meter_without_a_sensor_has_its_readings_alone(house: World) -> None:
    point = make_point(house)
    put_in(house, point, replace(FIRST, moment=NOON - HOUR))
    put_in(
        house,
        point,
        Exchange(moment=NOON, number="2", last_reading=101.0, first_reading=0.0),
    )

    for buckets in (None, 12):
        (counted,) = series_of_point(
            house.olga.scope, point.id, start=START, end=END, buckets=buckets
        )
        assert [p[1] for p in counted.points] == [0, 1]


def test_a_point_without_meters_has_no_values(house: World) -> None:
    point = make_point(house)

    (counted,) = series_of_point(house.olga.scope, point.id, start=START, end=END)

    assert counted.points == []


def test_what_is_no_series_is_refused(pool: Pool) -> None:
    for key in ("volume", str(pool.new.id + 1), ""):
        with pytest.raises(BadQuestion, match="is no series"):
            pool.ask(key)
    with pytest.raises(BadQuestion, match="not a period"):
        pool.ask(start=END, end=START)
    with pytest.raises(BadQuestion, match="not a number from 1"):
        pool.ask(buckets=5000)


def test_strangers_find_no_series(pool: Pool) -> None:
    with pytest.raises(MeasuringPoint.DoesNotExist):
        series_of_point(pool.world.nora.scope, pool.point.id, start=START, end=END)
