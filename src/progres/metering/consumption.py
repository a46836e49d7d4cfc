"""What instances have consumed today so far, beside yesterday until the same time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from progres.database.scope import Scope
from progres.metering.models import HeatRelease, Meter
from progres.metering.rules import Medium
from progres.readings.moments import Wanted, numbers_at

MOST_METERS = 5_000  # which take about a second; more are no question of a page
SILENT_FOR = timedelta(days=2)  # an older register says nothing of a day


@dataclass(frozen=True, kw_only=True, slots=True)
class DayConsumption:
    """What the measuring points of a medium consumed, in their unit.

    Only points that could be read at all four moments count, `points` of them;
    `silent` are the others.
    """

    medium: str
    unit: str
    today: float
    yesterday: float
    points: int
    silent: int

    @property
    def change(self) -> float | None:
        """How much more than yesterday, 0.1 for a tenth; None where there was nothing."""
        return self.today / self.yesterday - 1 if self.yesterday else None


class TooManyMeters(ValueError):
    """There are more meters in scope than can be summed up for a page."""


def consumption_of_day(
    scope: Scope, *, time_zone: str, at: datetime, most: int = MOST_METERS
) -> list[DayConsumption]:
    """Sum up today from midnight until `at`, and yesterday until the same time of day.

    Days are those of `time_zone`; `at` must be aware. Each sum is over measuring points
    of one medium and unit, exchanges of meters included, and of heat where an instance
    released it (`metering.heat`); a register that went back
    counts as silent. Raises TooManyMeters above
    `most`.
    """
    moments = _moments(time_zone, at)
    meters = _meters(scope, since=moments[0], most=most)
    registers = _registers(scope, meters, moments)
    by_point: dict[int, list[tuple[Meter, Sequence[float | None]]]] = defaultdict(list)
    for meter, read in zip(meters, registers, strict=True):
        by_point[meter.measuring_point_id].append((meter, read))
    sums: dict[tuple[str, str], list[tuple[float, float] | None]] = defaultdict(list)
    for parts in by_point.values():
        point = parts[0][0].measuring_point
        sums[point.medium, point.unit].append(_both_days(parts, point.factor))
    return [_summed(kind, days) for kind, days in sorted(sums.items())]


def _moments(time_zone: str, at: datetime) -> tuple[datetime, ...]:
    """Yesterday's midnight and this time of day, today's midnight and now."""
    now = at.astimezone(ZoneInfo(time_zone))
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    day = timedelta(days=1)  # of the calendar: hours stay across changes of the clock
    return midnight - day, now - day, midnight, now


def _meters(scope: Scope, *, since: datetime, most: int) -> list[Meter]:
    """Return the meters that a device reads, at points that were there all the time."""
    meters = (
        Meter.objects.of(scope)
        .filter(device__isnull=False, device__deleted_at=None)
        .exclude(removed_at__lt=since)
        .exclude(
            ~Q(tenant__in=HeatRelease.objects.of(scope).values("tenant")),
            measuring_point__medium=Medium.HEAT,
        )
        .select_related("measuring_point", "device")
        .order_by("id")
    )
    found = list(meters[: most + 1])
    if len(found) > most:
        raise TooManyMeters
    return found


def _registers(
    scope: Scope, meters: Sequence[Meter], moments: Sequence[datetime]
) -> Iterable[Sequence[float | None]]:
    """What each register showed at each moment; before and after its time as it was."""
    wanted = [
        Wanted(
            tenant_id=meter.device.tenant_id,
            device_id=meter.device.id,
            key=meter.key,
            since=meter.installed_at,
        )
        for meter in meters
        if meter.device is not None
    ]
    sent = numbers_at(scope, wanted, moments, within=SILENT_FOR)
    for meter, numbers in zip(meters, sent, strict=True):
        yield [
            _shown(meter, moment, number)
            for moment, number in zip(moments, numbers, strict=True)
        ]


def _shown(meter: Meter, moment: datetime, sent: float | None) -> float | None:
    if meter.removed_at is not None and meter.removed_at <= moment:
        return meter.last_reading
    if sent is None and moment < meter.installed_at + SILENT_FOR:
        return meter.first_reading
    return sent


def _both_days(
    parts: Iterable[tuple[Meter, Sequence[float | None]]], factor: float
) -> tuple[float, float] | None:
    """What a point's meters counted yesterday and today; None if it cannot be said."""
    yesterday = today = 0.0
    for _meter, read in parts:
        before, then, midnight, now = read
        if before is None or then is None or midnight is None or now is None:
            return None
        if not before <= then <= midnight <= now:
            return None
        yesterday += (then - before) * factor
        today += (now - midnight) * factor
    return yesterday, today


def _summed(
    kind: tuple[str, str], days: Sequence[tuple[float, float] | None]
) -> DayConsumption:
    known = [both for both in days if both is not None]
    medium, unit = kind
    return DayConsumption(
        medium=medium,
        unit=unit,
        yesterday=sum(both[0] for both in known),
        today=sum(both[1] for both in known),
        points=len(known),
        silent=len(days) - len(known),
    )
