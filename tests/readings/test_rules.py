from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.readings.rules import bucket_edges

BERLIN = "Europe/Berlin"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

times = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 made aware below
    max_value=datetime(2190, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
zones = st.sampled_from([BERLIN, "UTC", "America/Sao_Paulo", "Asia/Kathmandu"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


@given(
    times,
    st.timedeltas(min_value=timedelta(microseconds=1), max_value=3650 * DAY),
    st.integers(200, 2000),
    zones,
)
def test_edges_cover_the_period_in_order_and_are_not_too_many(
    start: datetime, length: timedelta, buckets: int, zone: str
) -> None:
    edges = bucket_edges(start, start + length, buckets=buckets, time_zone=zone)

    assert edges[0] <= start
    assert edges[-1] < start + length
    assert all(one < other for one, other in pairwise(edges))
    assert len(edges) <= 1.25 * buckets + 2


@pytest.mark.parametrize(
    ("hours", "buckets", "least"),
    [
        (24.24, 24, 24),
        (8 * 24, 7, 8),
        (31 * 24, 30, 31),
        (366 * 24, 365, 366),
        (401 * 24, 400, 401),
        (730 * 24, 400, 365),
        (3650 * 24, 400, 260),
    ],
)
def test_parts_are_not_much_fewer_than_what_was_asked_for(
    hours: float, buckets: int, least: int
) -> None:
    end = at("2026-11-24T13:00")
    edges = bucket_edges(end - hours * HOUR, end, buckets=buckets, time_zone=BERLIN)
    assert least <= len(edges) <= least + 2


@given(times, st.integers(1, 2000), st.integers(30, 3650), zones)
def test_parts_of_a_day_or_more_begin_at_local_midnight(
    start: datetime, buckets: int, days: int, zone: str
) -> None:
    edges = bucket_edges(start, start + days * DAY, buckets=buckets, time_zone=zone)

    if len(edges) > 1 and edges[1] - edges[0] >= 23 * HOUR:
        local = [edge.astimezone(ZoneInfo(zone)) for edge in edges]
        # In São Paulo clocks used to change at midnight: those days begin at 1.
        assert {edge.hour for edge in local} <= {0, 1}


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)],
)
def test_a_day_on_which_clocks_change_is_one_part(day: str, hours: int) -> None:
    start = at(day)
    edges = bucket_edges(start, start + 400 * DAY, buckets=400, time_zone=BERLIN)

    assert edges[0] == start
    assert edges[1] - edges[0] == hours * HOUR


@pytest.mark.parametrize(
    ("length", "buckets", "width"),
    [
        (HOUR, 400, timedelta(minutes=1)),
        (DAY, 400, timedelta(minutes=5)),
        (7 * DAY, 400, timedelta(minutes=30)),
        (30 * DAY, 400, 2 * HOUR),
        (365 * DAY, 400, DAY),
        (365 * DAY, 60, 7 * DAY),
        (365 * DAY, 13, 31 * DAY),
        (3650 * DAY, 40, 92 * DAY),
        (3650 * DAY, 5, 366 * DAY),
    ],
)
def test_widths_are_those_that_people_can_read(
    length: timedelta, buckets: int, width: timedelta
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    edges = bucket_edges(start, start + length, buckets=buckets, time_zone="UTC")

    steps = [other - one for one, other in pairwise(edges)]
    assert max(steps) == width


def test_weeks_begin_on_monday() -> None:
    start = at("2026-01-07")
    edges = bucket_edges(start, start + 700 * DAY, buckets=110, time_zone=BERLIN)

    assert edges[0] == at("2026-01-05")
