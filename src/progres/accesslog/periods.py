"""Which time statistics are about, and in how many pieces it is shown: pure decisions."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


class Period(StrEnum):
    """How far back statistics reach."""

    DAY = "24h"
    WEEK = "7d"
    YEAR = "12m"


@dataclass(frozen=True, kw_only=True)
class Span:
    """A time in pieces of `step`, the last of which holds the present."""

    start: datetime
    step: timedelta
    pieces: int

    @property
    def times(self) -> list[datetime]:
        """When each piece begins."""
        return [self.start + number * self.step for number in range(self.pieces)]


def span_of(period: Period, *, at: datetime, zone: ZoneInfo) -> Span:
    """Return the pieces of a period that ends at `at`.

    They are hours of the last 24, eighths of today and the six days before, and weeks
    from Monday on; days begin in `zone` as they did on the first of them.
    """
    if period is Period.DAY:
        hour = at.replace(minute=0, second=0, microsecond=0)
        return Span(start=hour - 23 * DAY / 24, step=DAY / 24, pieces=24)
    local = at.astimezone(zone)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if period is Period.WEEK:
        return _until(at, start=today - 6 * DAY, step=DAY / 8)
    monday = today - local.weekday() * DAY
    return _until(at, start=monday - 52 * 7 * DAY, step=7 * DAY)


def _until(at: datetime, *, start: datetime, step: timedelta) -> Span:
    begins = start.astimezone(UTC)
    return Span(start=begins, step=step, pieces=(at - begins) // step + 1)
