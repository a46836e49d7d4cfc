"""How readings are summarised for charts, as pure decisions."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
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


class Resolution(StrEnum):
    """How finely readings are shown, the finest first."""

    RAW = "raw"
    QUARTER_HOUR = "quarter-hour"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    @property
    def rank(self) -> int:
        return list(Resolution).index(self)

    @property
    def coarser(self) -> "Resolution":
        """The next one; there is none after a month."""
        return list(Resolution)[min(self.rank + 1, len(Resolution) - 1)]


def allowed_at(
    age: timedelta, ladder: Collection[tuple[Resolution, int | None]]
) -> Resolution:
    """Say how finely readings of an age are shown.

    Each step of the ladder is a resolution and for how many days back it is, None for
    ever; what is older than all steps is shown the next coarser after the coarsest.
    """
    reached = [step for step, days in ladder if days is None or age <= days * DAY]
    if reached:
        return min(reached, key=lambda step: step.rank)
    return max((step for step, _ in ladder), key=lambda step: step.rank).coarser


def whole_parts(
    start: datetime, end: datetime, resolution: Resolution, *, time_zone: str
) -> tuple[datetime, datetime] | None:
    """Cut a period down to whole parts of a resolution; None where it holds none.

    Parts are those of `parts_of`.
    """
    if width := _PARTS.get(resolution):
        first = EPOCH - (EPOCH - start) // width * width
        last = EPOCH + (end - EPOCH) // width * width
    else:
        zone = ZoneInfo(time_zone)
        begin, following = _DATES[resolution]
        day = begin(start.astimezone(zone).date())
        if _midnight(day, zone) < start:
            day = following(day)
        first = _midnight(day, zone)
        last = _midnight(begin(end.astimezone(zone).date()), zone)
    return (first, last) if first < last else None


def parts_of(
    start: datetime, end: datetime, resolution: Resolution, *, time_zone: str
) -> Iterator[datetime]:
    """The starts of the parts between two edges of `whole_parts`.

    Quarter hours and hours are counted from midnight UTC; days and months begin at
    midnight in `time_zone`.
    """
    if width := _PARTS.get(resolution):
        return takewhile(lambda at: at < end, _steps(start, width))
    zone = ZoneInfo(time_zone)
    first = start.astimezone(zone).date()
    return takewhile(
        lambda at: at < end, _midnights(first, _DATES[resolution][1], zone)
    )


def is_finer(edges: Sequence[datetime], resolution: Resolution) -> bool:
    """Whether parts tell more than those of a resolution do, or cut them in two."""
    if len(edges) < 2:
        return False
    width = edges[1] - edges[0]
    if whole := _PARTS.get(resolution):
        return bool(width % whole)
    return width < (timedelta(hours=23) if resolution is Resolution.DAY else 27 * DAY)


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
    first = EPOCH + (start - EPOCH) // width * width
    return list(takewhile(lambda at: at < end, _steps(first, width)))


def _steps(first: datetime, width: timedelta) -> Iterator[datetime]:
    at = first
    while True:
        yield at
        at += width


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _midnights(
    first: date, following: Callable[[date], date], zone: ZoneInfo
) -> Iterator[datetime]:
    day = first
    while True:
        yield _midnight(day, zone)
        day = following(day)


def _next_month(day: date, months: int = 1) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


# Of those that the clock tells.
_PARTS = {
    Resolution.QUARTER_HOUR: timedelta(minutes=15),
    Resolution.HOUR: timedelta(hours=1),
}
# Of the others where the part of a day begins, and where the next one does.
_DATES: dict[Resolution, tuple[Callable[[date], date], Callable[[date], date]]] = {
    Resolution.DAY: (lambda day: day, lambda day: day + DAY),
    Resolution.MONTH: (lambda day: day.replace(day=1), _next_month),
}
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
