"""What a person consumed by days or months: what the own page and its file show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from progres.database.scope import Scope
from progres.metering.models import Occupancy
from progres.metering.occupants import get_own_occupancy
from progres.metering.queries import search_meters
from progres.metering.series import series_of_occupancy

DAY = timedelta(days=1)
_DAYS_AT_ONCE = 1500  # buckets of one question


class By(StrEnum):
    """By what consumption is summed up."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True, slots=True)
class Consumed:
    """What was consumed in a day or a month, of which this is the first day."""

    first_day: date
    amount: float


def own_consumption(
    scope: Scope, user_id: int, occupancy_id: int, *, by: By, at: datetime
) -> list[Consumed]:
    """Sum up the own time until `at`, the oldest part first, in the point's unit.

    Days and months are those of the instance's zone; those without a reading are
    absent, and what was consumed in them is in the next. Raises Occupancy.DoesNotExist
    for an occupancy that is not linked to the account.
    """
    occupancy = get_own_occupancy(scope, user_id, occupancy_id)
    days = list(_days(scope, user_id, occupancy, at=at))
    if by is By.DAY:
        return days
    months = groupby(days, lambda day: day.first_day.replace(day=1))
    return [
        Consumed(first_day=month, amount=_sum(day.amount for day in some))
        for month, some in months
    ]


def _days(
    scope: Scope, user_id: int, occupancy: Occupancy, *, at: datetime
) -> Iterator[Consumed]:
    point = occupancy.measuring_point
    zone = ZoneInfo(point.tenant.time_zone)
    first = search_meters(scope, point_id=point.id).first()
    if first is None:
        return
    day = max(occupancy.since, first.installed_at).astimezone(zone).date()
    end = min(occupancy.until or at, at).astimezone(zone).date() + DAY
    before = 0.0
    while day < end:
        following = min(day + _DAYS_AT_ONCE * DAY, end)
        counted = series_of_occupancy(
            scope,
            user_id,
            occupancy.id,
            start=datetime.combine(day, time(), zone),
            end=datetime.combine(following, time(), zone),
            buckets=(following - day).days,
        )
        for edge, _, _, highest, _ in counted.points:  # type: ignore[misc] # of buckets
            amount = _sum((highest, -before))
            yield Consumed(first_day=edge.astimezone(zone).date(), amount=amount)
            before = highest
        day = following


def _sum(numbers: Iterable[float]) -> float:
    return round(sum(numbers), 6)
