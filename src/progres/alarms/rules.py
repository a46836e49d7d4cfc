"""When a value raises an alarm and when it ends one: pure decisions."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

QUESTION_STANDS = timedelta(days=7)  # a link to confirm an address
PAUSE_BETWEEN_QUESTIONS = timedelta(minutes=10)  # for one address


class LimitType(StrEnum):
    """On which side of its limits a value raises an alarm."""

    ABOVE = "above"
    BELOW = "below"
    OUTSIDE = "outside"


class Severity(StrEnum):
    """How bad an alarm is, the worst first."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    WARNING = "warning"
    INFO = "info"


class EndReason(StrEnum):
    """Why an alarm is over."""

    RECOVERED = "recovered"
    RULE_CHANGED = "rule_changed"
    RULE_DISABLED = "rule_disabled"
    RULE_DELETED = "rule_deleted"


class RecipientState(StrEnum):
    """Whether an address is told of alarms."""

    CONFIRMED = "confirmed"
    ASKED = "asked"
    NOT_ASKED = "not_asked"
    EXPIRED = "expired"


class Change(StrEnum):
    """What a reading does to an alarm."""

    RAISE = "raise"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What of a rule decides; limits and hysteresis are in the value's own unit.

    `hold` is how long, `count` how many readings in a row the limit must be exceeded.
    """

    rule_id: int
    key: str
    type: str
    low: float | None
    high: float | None
    hysteresis: float = 0.0
    hold: timedelta = timedelta(0)
    count: int = 1


@dataclass(frozen=True, slots=True)
class Exceedance:
    """Readings in a row that exceed a limit without having raised an alarm yet."""

    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What is true after a reading, and what it changed."""

    exceedance: Exceedance | None
    change: Change | None = None


def exceeds(limit: Limit, value: float) -> bool:
    """Say whether a value lies beyond a limit; one that equals it does not, nor NaN."""
    return (limit.high is not None and value > limit.high) or (
        limit.low is not None and value < limit.low
    )


def recovered(limit: Limit, value: float) -> bool:
    """Say whether a value ends an alarm: back within by the hysteresis; never NaN."""
    return (
        not math.isnan(value)
        and (limit.high is None or value <= limit.high - limit.hysteresis)
        and (limit.low is None or value >= limit.low + limit.hysteresis)
    )


def step(
    limit: Limit,
    exceedance: Exceedance | None,
    *,
    is_open: bool,
    value: float,
    ts: datetime,
) -> Decision:
    """Decide what a reading changes.

    `exceedance` is what the readings before led to, `is_open` whether they raised an
    alarm that has not ended. Durations are judged by the readings' own times `ts`: an
    alarm is raised by the first reading that still exceeds the limit `hold` after the
    first one did, if it is also the `count`-th in a row. A value that exceeds no more
    ends the row, whatever the hysteresis, which counts only once an alarm is open.
    """
    if math.isnan(value):
        return Decision(exceedance)
    if is_open:
        return Decision(None, Change.CLEAR if recovered(limit, value) else None)
    if not exceeds(limit, value):
        return Decision(None)
    row = Exceedance(ts, 1)
    if exceedance is not None:
        # A beginning yet to come was noted by a clock that was ahead.
        row = Exceedance(min(exceedance.since, ts), exceedance.count + 1)
    if row.count >= limit.count and ts - row.since >= limit.hold:
        return Decision(None, Change.RAISE)
    return Decision(row)


def recipient_state(
    *, confirmed_at: datetime | None, asked_at: datetime | None, at: datetime
) -> RecipientState:
    """Say where an address stands at `at`."""
    if confirmed_at is not None:
        return RecipientState.CONFIRMED
    if asked_at is None:
        return RecipientState.NOT_ASKED
    if at - asked_at > QUESTION_STANDS:
        return RecipientState.EXPIRED
    return RecipientState.ASKED
