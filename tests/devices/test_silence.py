"""Since when devices must have been heard, with and without a send plan."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progres.devices.silence import BadSendPlan, SendPlan, limits_of

BERLIN = "Europe/Berlin"
ZONE = ZoneInfo(BERLIN)
WORKDAYS = SendPlan(weekdays=(0, 1, 2, 3, 4), start=7, end=18)
ALWAYS = SendPlan(weekdays=tuple(range(7)), start=0, end=24)

plans = st.builds(
    lambda days, start, hours: SendPlan(
        weekdays=tuple(sorted(days)), start=start, end=min(start + hours, 24)
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 23),
    st.integers(1, 24),
)
intervals = st.integers(1, 11 * 3600).map(lambda s: timedelta(seconds=s))
# A year in which clocks change on 29 March and 25 October.
moments = st.integers(0, 366 * 86_400).map(
    lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)


def local(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("interval", "at", "late"),
    [
        # Monday at 7:30 a quarter-hourly meter of Friday evening is not late yet.
        (timedelta(minutes=15), local(9, 7, 30), local(6, 17, 52)),
        (timedelta(minutes=15), local(9, 7, 40), local(9, 7, 2)),
        # In the night after Sunday nothing has been counted since Friday.
        (timedelta(hours=1), local(8, 23), local(6, 15, 30)),
        # A daily meter: two and a half working days, whatever the hours.
        (timedelta(days=1), local(9, 12), local(5, 0)),
    ],
)
def test_what_lies_outside_the_plan_is_no_silence(
    interval: timedelta, at: datetime, late: datetime
) -> None:
    found = limits_of(interval, WORKDAYS, time_zone=BERLIN, at=at)

    assert abs(found.late - late) <= timedelta(minutes=1)


@given(interval=st.integers(1, 31 * 86_400), at=moments)
def test_a_plan_of_all_hours_is_no_plan(interval: int, at: datetime) -> None:
    span = timedelta(seconds=interval)

    assert limits_of(span, ALWAYS, time_zone=BERLIN, at=at) == limits_of(span, at=at)


@given(interval=intervals, plan=plans, at=moments, later=intervals)
def test_limits_move_on_with_time_and_never_back(
    interval: timedelta, plan: SendPlan, at: datetime, later: timedelta
) -> None:
    now = limits_of(interval, plan, time_zone=BERLIN, at=at)
    then = limits_of(interval, plan, time_zone=BERLIN, at=at + later)

    assert now.silent <= now.late <= at
    assert now.late <= then.late <= at + later
    assert now.silent <= then.silent


@settings(max_examples=40)
@given(minutes=st.integers(1, 120), plan=plans, at=moments)
def test_from_the_limit_to_now_the_plan_has_as_much_time_as_is_allowed(
    minutes: int, plan: SendPlan, at: datetime
) -> None:
    late = limits_of(timedelta(minutes=minutes), plan, time_zone=BERLIN, at=at).late

    step = timedelta(minutes=10)
    moment = late.replace(minute=late.minute // 10 * 10, second=0, microsecond=0)
    counted = timedelta(0)
    while moment < at:
        counted += step * plan.covers(moment.astimezone(ZONE))
        moment += step
    assert abs(counted - timedelta(minutes=2.5 * minutes)) <= 2 * step


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        ({}, "A send plan has weekdays"),
        ({"weekdays": [], "start": 7, "end": 18}, "at least one weekday"),
        ({"weekdays": [7], "start": 7, "end": 18}, "at least one weekday"),
        ({"weekdays": [0], "start": 18, "end": 7}, "from 18 to 7 o'clock"),
        ({"weekdays": [0], "start": 0, "end": 25}, "from 0 to 25 o'clock"),
    ],
)
def test_a_plan_by_which_nothing_can_be_sent_is_refused(
    stored: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadSendPlan, match=sentence):
        SendPlan.read(stored)
