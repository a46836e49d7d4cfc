"""How readings are summarised for charts, as pure decisions."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from itertools import takewhile
from zoneinfo import ZoneInfo

from progres.kit.clock import EPOCH

DAY = timedelta(days=1)

# Widths of buckets that people can read off an axis; all divide a day.
_CLOCK_WIDTHS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720)
)
# A year in days for 365 parts asked is what people mean; the next width is far off.
_TOLERANCE = 1.25


class UplinkState(IntEnum):
    """What became of an uplink's payload; stored, so numbers never change."""

    UNDECODED = 0
    DECODED = 1
    FAILED = 2
    EMPTY = 3


def bucket_edges(
    start: datetime, end: datetime, *, buckets: int, time_zone: str
) -> list[datetime]:
    """Cut a period into about `buckets` parts of a width that people can read.

    Returns the starts of the parts in UTC, ascending; the first is at or before
    `start`, the last before `end`, and there are at most a quarter more than `buckets`,
    and two, unless even years are too many. Widths below a day (1 min to 12 h) are counted from midnight
    UTC. Days, one or two, weeks from Monday, one or two, months, quarters and years begin at midnight in
    `time_zone`, so that days of 23 and 25 hours are one part.
    """
    most = buckets * _TOLERANCE
    for width in _CLOCK_WIDTHS:
        if (end - start) / width <= most:
            return _clock_edges(start, end, width)
    days = (end - start) / DAY
    fitting = (part for part in _CALENDAR if days / part[0] <= most)
    _, begin, following = next(fitting, _CALENDAR[-1])
    zone = ZoneInfo(time_zone)
    first = begin(start.astimezone(zone).date())
    return list(takewhile(lambda at: at < end, _midnights(first, following, zone)))


def _clock_edges(start: datetime, end: datetime, width: timedelta) -> list[datetime]:
    at = EPOCH + (start - EPOCH) // width * width
    edges = []
    while at < end:
        edges.append(at)
        at += width
    return edges


def _midnights(
    first: date, following: Callable[[date], date], zone: ZoneInfo
) -> Iterator[datetime]:
    day = first
    while True:
        yield datetime.combine(day, time(), zone).astimezone(UTC)
        day = following(day)


def _next_month(day: date, months: int = 1) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


# Length in days, where the part of a day begins, and where the next part begins.
_CALENDAR: tuple[tuple[float, Callable[[date], date], Callable[[date], date]], ...] = (
    (1, lambda day: day, lambda day: day + DAY),
    (2, lambda day: day - day.toordinal() % 2 * DAY, lambda day: day + 2 * DAY),
    (7, lambda day: day - day.weekday() * DAY, lambda day: day + 7 * DAY),
    (
        14,
        lambda day: day - (day.toordinal() - 1) % 14 * DAY,
        lambda day: day + 14 * DAY,
    ),
    (30.4, lambda day: day.replace(day=1), _next_month),
    (
        91.3,
        lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        lambda day: _next_month(day, 3),
    ),
    (365.2, lambda day: day.replace(month=1, day=1), lambda day: _next_month(day, 12)),
)
