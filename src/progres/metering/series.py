"""The series of a measuring point: one unbroken over all its meters, and each as it is."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from progres.database.scope import Scope
from progres.devices.models import Device
from progres.kit.clock import EPOCH
from progres.metering.models import MeasuringPoint, Meter
from progres.metering.occupants import get_own_occupancy
from progres.metering.queries import get_point, meters_of
from progres.metering.rules import Bridge, bridges
from progres.readings.queries import (
    LATEST,
    MAX_BUCKETS,
    MAX_POINTS,
    BadQuestion,
    bucketed_series,
    raw_series,
)
from progres.readings.rules import bucket_edges
from progres.readings.values import BucketPoint, Series

COUNTED = "counted"
_UNTIL_A_NUMBER = 1000  # readings that are looked at for the first number
_LOOKED_AHEAD = (timedelta(days=2), timedelta(days=62))  # for it, before everything


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What is asked for; without buckets every reading."""

    scope: Scope
    point: MeasuringPoint
    start: datetime
    end: datetime
    buckets: int | None
    # Nothing is read outside of these, which may leave parts of the first and last bucket.
    since: datetime
    until: datetime
    limit: int = MAX_POINTS

    def edges(self) -> list[datetime]:
        return bucket_edges(
            self.start,
            self.end,
            buckets=self.buckets or 1,
            time_zone=self.point.tenant.time_zone,
        )


def series_of_point(
    scope: Scope,
    point_id: int,
    keys: Sequence[str] = (COUNTED,),
    *,
    start: datetime,
    end: datetime,
    buckets: int | None = None,
) -> list[Series]:
    """What a measuring point counted, and the registers of its meters.

    A key is "counted" or the id of a meter. "counted" is 0 where the first meter was
    put in, and goes on over all exchanges: what earlier meters counted and what the
    present register has gone up by, times the transformer factor. The series of a meter
    is its register as it is, from when it was put in until it was taken out. The
    readings that people took at exchanges are part of both. Values are in the point's
    unit; texts and what comes from a device that is out of reach are left out.

    `start` is inclusive and `end` exclusive; both must be aware, points are in UTC. With
    `buckets` all series share the parts of `readings.queries.bucketed_series`, in the
    zone of the point's instance; without, at most 100,000 readings of each meter are
    looked at. Raises MeasuringPoint.DoesNotExist, and BadQuestion for a key that is
    none, no period, or buckets outside 1–2,000.
    """
    point = get_point(scope, point_id)
    _check_period(start, end, buckets)
    meters = meters_of(scope, point)
    known = {str(meter.id): meter for meter in meters}
    for key in keys:
        if key != COUNTED and key not in known:
            raise BadQuestion(
                "'%(key)s' is no series of '%(point)s'; ask for 'counted' or the id of "
                "one of its meters.",
                key=key[:40],
                point=point.name,
            )
    asked = _Question(
        scope=scope,
        point=point,
        start=start,
        end=end,
        buckets=buckets,
        since=start,
        until=end,
    )
    wanted = known if COUNTED in keys else {key: known[key] for key in keys}
    registers = {key: _register(asked, meter) for key, meter in wanted.items()}
    return [
        _counted(point, meters, registers) if key == COUNTED else registers[key]
        for key in dict.fromkeys(keys)
    ]


def series_of_occupancy(
    scope: Scope,
    user_id: int,
    occupancy_id: int,
    *,
    start: datetime,
    end: datetime,
    buckets: int | None = None,
) -> Series:
    """What somebody consumed in the own time at a measuring point, and nothing else.

    The one place where a series is cut for a person: nothing is read from before the
    occupancy or after it, neither for a bucket that reaches over its edge. The series
    is 0 at the first number of the own time, over all meters and exchanges in it, so
    that it neither holds what others consumed nor tells what a register showed. The
    rest is that of `series_of_point`. Raises Occupancy.DoesNotExist for one that is not
    linked to the account, and BadQuestion.
    """
    occupancy = get_own_occupancy(scope, user_id, occupancy_id)
    point = occupancy.measuring_point
    _check_period(start, end, buckets)
    own = _Question(
        scope=scope,
        point=point,
        start=start,
        end=end,
        buckets=buckets,
        since=occupancy.since,
        until=occupancy.until or LATEST,
    )
    meters = meters_of(scope, point)
    zero = _first_counted(own, meters)
    asked = replace(own, since=max(start, own.since), until=min(end, own.until))
    if zero is None or asked.since >= asked.until:
        return Series(key=COUNTED, unit=point.unit, points=[])
    registers = {str(meter.id): _register(asked, meter) for meter in meters}
    counted = _counted(point, meters, registers)
    return replace(counted, points=[_less(zero, item) for item in counted.points])


def _first_counted(own: _Question, meters: Sequence[Meter]) -> float | None:
    """What the point had counted at the first number between `since` and `until`."""
    chain = bridges([meter.span for meter in meters], factor=own.point.factor)
    ends = [own.since + span for span in _LOOKED_AHEAD]
    for end in (*(end for end in ends if end < own.until), own.until):
        ahead = replace(own, buckets=None, start=own.since, end=end, until=end)
        ahead = replace(ahead, limit=_UNTIL_A_NUMBER)
        for meter, bridge in zip(meters, chain, strict=True):
            if points := _register(ahead, meter).points:
                return bridge.counted(points[0][1])  # type: ignore[arg-type] # numbers alone
    return None


def _check_period(start: datetime, end: datetime, buckets: int | None) -> None:
    """Refuse here what `readings.queries` would, which is not asked of every meter."""
    if not EPOCH <= start < end <= LATEST:
        raise BadQuestion(
            "%(start)s to %(end)s is not a period: it must begin before it ends and "
            "lie between the years 1970 and 2200.",
            start=f"{start:%Y-%m-%d %H:%M}",
            end=f"{end:%Y-%m-%d %H:%M}",
        )
    if buckets is not None and not 1 <= buckets <= MAX_BUCKETS:
        raise BadQuestion(
            "%(name)s=%(number)s is not a number from 1 to %(most)s.",
            name="buckets",
            number=buckets,
            most=MAX_BUCKETS,
        )


def _register(asked: _Question, meter: Meter) -> Series:
    """Read the register of a meter in its time, in the order of time."""
    sent = _sent(asked, meter)
    read = [
        (at, value)
        for at, value in (
            (meter.installed_at, meter.first_reading),
            (meter.removed_at, meter.last_reading),
        )
        if at is not None and asked.since <= at < asked.until
    ]
    if asked.buckets is None:
        points = sorted([*_numbers(sent.points), *read], key=lambda item: item[0])
        return replace(sent, points=points)
    edges = asked.edges() if read else []
    summed = [
        (edges[bisect_right(edges, at) - 1], value, value, value, 1)
        for at, value in read
    ]
    return replace(sent, points=_merged([*sent.points, *summed]))


def _sent(asked: _Question, meter: Meter) -> Series:
    """Read what a meter's device sent while it was there; none where there is none."""
    since = max(asked.since, meter.installed_at)
    until = min(asked.until, meter.removed_at or asked.until)
    found = Series(key="", unit="", points=[])
    if meter.device_id is not None and since < until:
        whose = (asked.scope, meter.device_id, [meter.key])
        try:
            if asked.buckets is None:
                [found] = raw_series(*whose, start=since, end=until, limit=asked.limit)
            else:
                [found] = bucketed_series(
                    *whose,
                    start=since,
                    end=until,
                    buckets=asked.buckets,
                    time_zone=asked.point.tenant.time_zone,
                    grid=(asked.start, asked.end),
                )
        except Device.DoesNotExist:
            pass  # deleted, or in a place that is out of reach: what people read stays
    return replace(found, key=str(meter.id), unit=asked.point.unit)


def _counted(
    point: MeasuringPoint, meters: Sequence[Meter], registers: dict[str, Series]
) -> Series:
    """Join the registers of all meters; what follows a truncated one is missing."""
    points: list[Any] = []
    truncated = False
    chain = bridges([meter.span for meter in meters], factor=point.factor)
    for meter, bridge in zip(meters, chain, strict=True):
        register = registers[str(meter.id)]
        points += (_over(bridge, item) for item in register.points)
        truncated = register.truncated
        if truncated:
            break
    if points and len(points[0]) == 2:
        points = list({at: (at, value) for at, value in points}.values())
    else:
        points = _merged(points)
    bound = [one.resolution for one in registers.values() if one.resolution]
    return Series(
        key=COUNTED,
        unit=point.unit,
        points=points,
        truncated=truncated,
        resolution=max(bound, key=lambda finest: finest.rank, default=None),
    )


def _over(bridge: Bridge, item: Sequence[Any]) -> tuple[Any, ...]:
    """Turn values of a register into what the measuring point has counted."""
    at, *values = item
    if len(values) == 1:
        return at, bridge.counted(values[0])
    *summed, count = values
    return (at, *map(bridge.counted, summed), count)


def _less(zero: float, item: Sequence[Any]) -> tuple[Any, ...]:
    """Let what was counted begin at 0."""
    return _over(Bridge(before=0.0, first=zero, factor=1.0), item)


def _numbers(points: Iterable[Sequence[Any]]) -> list[tuple[datetime, float]]:
    return [
        (at, value)
        for at, value in points
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


def _merged(points: Iterable[Any]) -> list[BucketPoint]:
    """Sum up points of the same part, in the order of time."""
    by_part = groupby(sorted(points, key=lambda item: item[0]), lambda item: item[0])
    return [_sum_of(at, list(parts)) for at, parts in by_part]


def _sum_of(at: datetime, parts: Sequence[Any]) -> BucketPoint:
    if len(parts) == 1:
        only: BucketPoint = parts[0]
        return only
    count = sum(part[4] for part in parts)
    mean = sum(part[2] * part[4] for part in parts) / count
    lowest, highest = min(part[1] for part in parts), max(part[3] for part in parts)
    return at, lowest, mean, highest, count
