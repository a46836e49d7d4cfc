"""Raw and summarised values of a device."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from progres.database.scope import scoped
from progres.devices.models import Device
from progres.readings.queries import BadQuestion, bucketed_series, raw_series
from tests.readings.setting import NAN, prepare, store
from tests.world import NOON, World

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """The world, seen by everybody's scope, with partitions for a day."""
    with scoped(world.everything):
        prepare(world)
        yield world


def raw(world: World, *keys: str, **options: int) -> list[list[object]]:
    series = raw_series(
        world.olga.scope,
        world.device.id,
        keys,
        start=NOON,
        end=NOON + HOUR,
        **options,
    )
    return [[point[1] for point in one.points] for one in series]


def test_values_come_from_whatever_place_their_layout_gives_them(house: World) -> None:
    store(house, NOON, {"temperature": 20.0, "battery": 90.0})
    store(
        house, NOON + MINUTE, {"battery": 89.0, "humidity": 40.0, "temperature": 21.0}
    )

    assert raw(house, "temperature", "battery") == [[20.0, 21.0], [90.0, 89.0]]


def test_the_beginning_is_inside_and_the_end_is_outside(house: World) -> None:
    for ts in (NOON - MINUTE, NOON, NOON + HOUR):
        store(house, ts, {"temperature": ts.timestamp()})

    assert raw(house, "temperature") == [[NOON.timestamp()]]


def test_missing_values_are_absent(house: World) -> None:
    store(house, NOON, {"temperature": NAN, "battery": 90.0})
    store(house, NOON + MINUTE, {"battery": 89.0})

    assert raw(house, "temperature", "battery") == [[], [90.0, 89.0]]


def test_booleans_texts_and_positions_are_given_as_they_are(house: World) -> None:
    store(house, NOON, {"battery": 1.0}, {"open": True, "text": "zu", "at": [52.5, 13]})

    assert raw(house, "open", "text", "at") == [[True], ["zu"], [[52.5, 13]]]


def test_late_rows_take_their_place_in_time(house: World) -> None:
    store(house, NOON + 2 * MINUTE, {"temperature": 3.0})
    store(house, NOON + MINUTE, {"temperature": 2.0}, late=True)
    store(house, NOON, {"temperature": 1.0})

    assert raw(house, "temperature") == [[1.0, 2.0, 3.0]]


def test_too_many_values_are_cut_and_say_so(house: World) -> None:
    for n in range(3):
        store(house, NOON + n * MINUTE, {"temperature": float(n)})

    [series] = raw_series(
        house.olga.scope,
        house.device.id,
        ["temperature"],
        start=NOON,
        end=NOON + HOUR,
        limit=2,
    )

    assert [point[1] for point in series.points] == [0.0, 1.0]
    assert series.truncated
    assert series.unit == "°C"


def test_times_are_exact_to_the_microsecond(house: World) -> None:
    ts = NOON + timedelta(microseconds=123_457)
    store(house, ts, {"temperature": 1.0})

    [series] = raw_series(
        house.olga.scope, house.device.id, ["temperature"], start=NOON, end=NOON + HOUR
    )

    assert series.points[0][0] == ts


def test_buckets_tell_lowest_mean_highest_and_count(house: World) -> None:
    for minute, value in ((0, 1.0), (1, 2.0), (4, 6.0), (5, 7.0)):
        store(house, NOON + minute * MINUTE, {"temperature": value})

    [series] = bucketed_series(
        house.olga.scope,
        house.device.id,
        ["temperature"],
        start=NOON,
        end=NOON + HOUR,
        buckets=12,
    )

    assert list(series.points) == [
        (NOON, 1.0, 3.0, 6.0, 3),
        (NOON + 5 * MINUTE, 7.0, 7.0, 7.0, 1),
    ]


def test_in_buckets_booleans_count_and_what_is_no_number_does_not(house: World) -> None:
    store(house, NOON, {"temperature": NAN}, {"open": True, "text": "zu", "odd": 4.5})
    store(house, NOON + MINUTE, {"temperature": float("inf")}, {"open": False})

    series = bucketed_series(
        house.olga.scope,
        house.device.id,
        ["open", "text", "temperature", "odd"],
        start=NOON,
        end=NOON + HOUR,
        buckets=1,
    )

    assert [list(one.points) for one in series] == [
        [(NOON, 0.0, 0.5, 1.0, 2)],
        [],
        [],
        [(NOON, 4.5, 4.5, 4.5, 1)],
    ]


def test_days_are_those_of_the_instance(world: World) -> None:
    midnight = datetime(2026, 3, 28, 23, tzinfo=UTC)  # in Berlin, before a day of 23 h
    with scoped(world.everything):
        prepare(world, last=midnight + timedelta(days=3))
        for hours in (-1, 0, 22, 23):
            store(world, midnight + hours * HOUR, {"temperature": 1.0})

        [series] = bucketed_series(
            world.olga.scope,
            world.device.id,
            ["temperature"],
            start=midnight - timedelta(days=200),
            end=midnight + timedelta(days=200),
        )

    assert [(point[0], point[4]) for point in series.points] == [  # type: ignore[misc]
        (midnight - 24 * HOUR, 1),
        (midnight, 2),
        (midnight + 23 * HOUR, 1),
    ]


@pytest.mark.parametrize(
    ("keys", "hours", "sentence"),
    [
        ([], 1, "0 keys were asked for; name 1 to 50"),
        ([str(n) for n in range(51)], 1, "51 keys were asked for"),
        (["a"], 0, "is not a period"),
        (["a"], -1, "is not a period"),
        (["a"], 24 * 366 * 200, "between the years 1970 and 2200"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    house: World, keys: list[str], hours: int, sentence: str
) -> None:
    end = NOON + hours * HOUR
    with pytest.raises(BadQuestion, match=sentence):
        raw_series(house.olga.scope, house.device.id, keys, start=NOON, end=end)


def test_more_buckets_than_a_screen_has_points_are_refused(house: World) -> None:
    with pytest.raises(
        BadQuestion, match="buckets=2001 is not a number from 1 to 2000"
    ):
        bucketed_series(
            house.olga.scope,
            house.device.id,
            ["a"],
            start=NOON,
            end=NOON + HOUR,
            buckets=2001,
        )


def test_a_strangers_device_has_no_readings(house: World) -> None:
    store(house, NOON, {"temperature": 20.0})

    with pytest.raises(Device.DoesNotExist):
        raw_series(
            house.nora.scope,
            house.device.id,
            ["temperature"],
            start=NOON,
            end=NOON + HOUR,
        )
