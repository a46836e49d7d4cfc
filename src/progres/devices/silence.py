"""When devices of a type send, and since when one that is not heard is late or silent.

A type without a send plan sends at any time. With one, hours outside it do not count as
silence; of types that report less than twice a day, whole days of the plan do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from progres.kit.refusal import Refusal

LATE_AFTER = 2.5  # intervals without an uplink
SILENT_AFTER = 5.0
COUNTED_IN_DAYS = timedelta(hours=12)  # intervals from here on
DAY = timedelta(days=1)


class BadSendPlan(Refusal):
    """Nothing can be sent by this plan; the message says why."""


@dataclass(frozen=True, kw_only=True)
class SendPlan:
    """Weekdays (0 is Monday) and full hours in which devices send, in local time."""

    weekdays: tuple[int, ...]
    start: int  # o'clock
    end: int  # o'clock, at most 24

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "SendPlan":
        """Read a plan as it is stored; raise BadSendPlan."""
        try:
            plan = cls(
                weekdays=tuple(sorted({int(day) for day in stored["weekdays"]})),
                start=int(stored["start"]),
                end=int(stored["end"]),
            )
        except (KeyError, TypeError, ValueError):
            raise BadSendPlan(
                "A send plan has weekdays from 0 (Monday) to 6, a start and an end in "
                "full hours."
            ) from None
        if not plan.weekdays or not set(plan.weekdays) <= set(range(7)):
            raise BadSendPlan(
                "A send plan needs at least one weekday, from 0 (Monday) to 6 (Sunday)."
            )
        if not 0 <= plan.start < plan.end <= 24:
            raise BadSendPlan(
                "Devices cannot send from %(start)s to %(end)s o'clock; the end must "
                "be later than the start, and at most 24.",
                start=plan.start,
                end=plan.end,
            )
        return plan

    def covers(self, local: datetime) -> bool:
        """Say whether devices send at a local time."""
        return local.weekday() in self.weekdays and self.start <= local.hour < self.end

    def stored(self) -> dict[str, object]:
        """What `read` reads."""
        return {"weekdays": list(self.weekdays), "start": self.start, "end": self.end}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Who was heard last before `late` is late, before `silent` silent."""

    late: datetime
    silent: datetime


def limits_of(
    interval: timedelta,
    plan: SendPlan | None = None,
    *,
    time_zone: str = "UTC",
    at: datetime,
) -> Limits:
    """Say since when devices of an interval and a plan must have been heard at `at`."""
    zone = ZoneInfo(time_zone)
    if plan is not None and interval >= COUNTED_IN_DAYS:
        plan = SendPlan(weekdays=plan.weekdays, start=0, end=24)
    return Limits(
        late=_time_before(at, interval * LATE_AFTER, plan, zone),
        silent=_time_before(at, interval * SILENT_AFTER, plan, zone),
    )


def _time_before(
    at: datetime, span: timedelta, plan: SendPlan | None, zone: ZoneInfo
) -> datetime:
    """Find the moment from which to `at` the plan has `span` of time."""
    at = at.astimezone(UTC)  # differences of local times forget that clocks change
    if plan is None:
        return at - span
    day = at.astimezone(zone).date()
    while True:
        if day.weekday() in plan.weekdays:
            start = _oclock(day, plan.start, zone)
            end = min(_oclock(day, plan.end, zone), at)
            if end - start >= span:
                return end - span
            span -= max(end - start, timedelta(0))
        day -= DAY


def _oclock(day: date, hour: int, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, time(hour % 24), zone)
    return (local + DAY if hour == 24 else local).astimezone(UTC)
