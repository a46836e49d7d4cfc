import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from progres.alarms.rules import (
    Change,
    Decision,
    Exceedance,
    Limit,
    RecipientState,
    exceeds,
    recipient_state,
    recovered,
    step,
)
from tests.world import NOON

MINUTE = timedelta(minutes=1)
NAN = float("nan")
ABOVE = Limit(rule_id=1, key="t", type="above", low=None, high=30.0, hysteresis=2.0)
BELOW = Limit(rule_id=1, key="t", type="below", low=5.0, high=None, hysteresis=2.0)
OUTSIDE = Limit(rule_id=1, key="t", type="outside", low=5.0, high=30.0, hysteresis=2.0)


@pytest.mark.parametrize(
    ("limit", "value", "beyond", "back"),
    [
        (ABOVE, 30.1, True, False),
        (ABOVE, 30.0, False, False),
        (ABOVE, 28.1, False, False),
        (ABOVE, 28.0, False, True),
        (BELOW, 4.9, True, False),
        (BELOW, 5.0, False, False),
        (BELOW, 7.0, False, True),
        (OUTSIDE, 4.9, True, False),
        (OUTSIDE, 30.1, True, False),
        (OUTSIDE, 6.9, False, False),
        (OUTSIDE, 7.0, False, True),
        (OUTSIDE, 28.0, False, True),
        (OUTSIDE, 28.1, False, False),
        (OUTSIDE, NAN, False, False),
        (ABOVE, NAN, False, False),
        (ABOVE, math.inf, True, False),
        (BELOW, -math.inf, True, False),
    ],
)
def test_a_value_is_beyond_back_or_in_between(
    limit: Limit, value: float, *, beyond: bool, back: bool
) -> None:
    assert exceeds(limit, value) == beyond
    assert recovered(limit, value) == back


def run(limit: Limit, *readings: tuple[float, float]) -> list[Change | None]:
    """What each reading (minutes after noon, value) changes."""
    exceedance, is_open, changes = None, False, []
    for minutes, value in readings:
        decision = step(
            limit,
            exceedance,
            is_open=is_open,
            value=value,
            ts=NOON + minutes * MINUTE,
        )
        exceedance = decision.exceedance
        if decision.change is not None:
            is_open = decision.change == Change.RAISE
        changes.append(decision.change)
    return changes


def test_without_patience_the_first_reading_beyond_raises() -> None:
    assert run(ABOVE, (0, 29), (1, 31)) == [None, Change.RAISE]


def test_a_value_inside_the_hysteresis_keeps_an_alarm_open() -> None:
    changes = run(ABOVE, (0, 31), (1, 29), (2, 31), (3, 28.5), (4, 28))
    assert changes == [Change.RAISE, None, None, None, Change.CLEAR]


def test_the_first_reading_after_the_duration_raises() -> None:
    limit = Limit(rule_id=1, key="t", type="above", low=None, high=30, hold=10 * MINUTE)
    changes = run(limit, (0, 31), (9.9, 31), (10, 31))
    assert changes == [None, None, Change.RAISE]


def test_a_good_reading_lets_the_duration_begin_anew() -> None:
    limit = Limit(rule_id=1, key="t", type="above", low=None, high=30, hold=10 * MINUTE)
    changes = run(limit, (0, 31), (5, 30), (6, 31), (12, 31), (16, 31))
    assert changes == [None, None, None, None, Change.RAISE]


def test_duration_and_number_of_readings_must_both_be_reached() -> None:
    limit = Limit(
        rule_id=1, key="t", type="above", low=None, high=30, hold=10 * MINUTE, count=3
    )
    assert run(limit, (0, 31), (10, 31), (11, 31))[-2:] == [None, Change.RAISE]
    assert run(limit, (0, 31), (1, 31), (2, 31), (10, 31))[-2:] == [None, Change.RAISE]


def test_a_row_that_a_clock_ahead_began_is_counted_from_the_first_right_time() -> None:
    limit = Limit(
        rule_id=1, key="t", type="above", low=None, high=30.0, hold=timedelta(minutes=5)
    )
    ahead = Exceedance(NOON + timedelta(days=2), 1)
    first = step(limit, ahead, is_open=False, value=31.0, ts=NOON).exceedance
    assert first == Exceedance(NOON, 2)
    later = NOON + timedelta(minutes=5)
    assert step(limit, first, is_open=False, value=31.0, ts=later).change == "raise"


def test_a_missing_value_changes_nothing() -> None:
    row = Exceedance(NOON, 2)
    for is_open in (True, False):
        decision = step(ABOVE, row, is_open=is_open, value=NAN, ts=NOON)
        assert decision == Decision(row)


def test_an_address_is_asked_then_expires_or_confirms() -> None:
    def state(
        confirmed_at: datetime | None, asked_at: datetime | None
    ) -> RecipientState:
        return recipient_state(confirmed_at=confirmed_at, asked_at=asked_at, at=NOON)

    week = timedelta(days=7)
    assert state(None, None) == RecipientState.NOT_ASKED
    assert state(None, NOON - week) == RecipientState.ASKED
    assert state(None, NOON - week - MINUTE) == RecipientState.EXPIRED
    assert state(NOON, NOON - 2 * week) == RecipientState.CONFIRMED


limits = st.builds(
    Limit,
    rule_id=st.just(1),
    key=st.just("t"),
    type=st.just("outside"),
    low=st.none() | st.floats(-50, -1),
    high=st.none() | st.floats(1, 50),
    hysteresis=st.floats(0, 1),
    hold=st.timedeltas(timedelta(0), timedelta(hours=1)),
    count=st.integers(1, 4),
)


@given(limits, st.floats())
def test_no_value_raises_and_ends_an_alarm_at_once(limit: Limit, value: float) -> None:
    assert not (exceeds(limit, value) and recovered(limit, value))


class OneLimitAndItsReadings(RuleBasedStateMachine):
    """Any readings in order; a plain history of them is the judge."""

    @rule(limit=limits)
    @precondition(lambda self: not hasattr(self, "limit"))
    def begin(self, limit: Limit) -> None:
        self.limit = limit
        self.ts = NOON
        self.exceedance: Exceedance | None = None
        self.is_open = False
        self.beyond: list[datetime] = []  # readings in a row, since the last good one

    @rule(
        value=st.floats(-60, 60) | st.just(NAN),
        later=st.timedeltas(timedelta(0), timedelta(minutes=40)),
    )
    @precondition(lambda self: hasattr(self, "limit"))
    def read(self, value: float, later: timedelta) -> None:
        self.ts += later
        was_open = self.is_open
        decision = step(
            self.limit,
            self.exceedance,
            is_open=was_open,
            value=value,
            ts=self.ts,
        )
        self.exceedance = decision.exceedance
        if exceeds(self.limit, value) and not was_open:
            self.beyond.append(self.ts)
        elif not math.isnan(value):
            self.beyond.clear()
        if decision.change == Change.RAISE:
            self.raised(value)
        elif decision.change == Change.CLEAR:
            assert was_open, "nothing ends that never began"
            assert recovered(self.limit, value)
            self.is_open = False
        elif was_open:
            assert not recovered(self.limit, value)
        elif exceeds(self.limit, value):
            assert not self.is_due()

    def raised(self, value: float) -> None:
        assert not self.is_open, "an alarm is open once"
        assert exceeds(self.limit, value)
        assert self.is_due()
        self.is_open = True
        self.beyond.clear()

    def is_due(self) -> bool:
        return (
            len(self.beyond) >= self.limit.count
            and self.beyond[-1] - self.beyond[0] >= self.limit.hold
        )

    @invariant()
    def a_row_of_readings_exists_only_before_an_alarm(self) -> None:
        if hasattr(self, "limit"):
            assert not (self.is_open and self.exceedance)
            assert (self.exceedance is not None) == bool(self.beyond)


TestOneLimitAndItsReadings = OneLimitAndItsReadings.TestCase
