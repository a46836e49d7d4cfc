"""Readings summed up, and what stands for every value where no more may be seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from progres.devices.models import Device
from progres.devices.rules import ValueKind
from progres.readings.rules import Resolution, parts_of, whole_parts
from progres.readings.statements import bucket_statement
from progres.readings.values import RawPoint, Series

MAX_PARTS = 10_000  # that stand for every value where the scope allows no more


def summed(
    device: Device,
    keys: Sequence[str],
    start: datetime,
    end: datetime,
    edges: Sequence[datetime],
) -> list[Series]:
    """Summarise the values of each key between edges, the first at or before `start`."""
    thrice = [key for key in keys for _ in range(3)]
    rows = rows_of(
        bucket_statement(len(keys)),
        [*of_device(device, keys, start, end), edges, *thrice],
    )
    return [
        Series(
            key=key,
            unit=unit,
            points=[
                (edges[row[0] - 1], *row[place : place + 4])
                for row in rows
                if row[place + 3]
            ],
        )
        for place, (key, unit) in zip(
            range(1, 4 * len(keys), 4), units(device, keys), strict=True
        )
    ]


def by_parts(
    device: Device,
    keys: Sequence[str],
    start: datetime,
    end: datetime,
    finest: Resolution,
    limit: int,
) -> list[Series]:
    """Answer for every value with one of each whole part, where no more is allowed."""
    zone = device.tenant.time_zone
    found = whole(start, end, finest, zone)
    if found is None:
        return nothing(device, keys, finest)
    most = min(limit, MAX_PARTS)
    edges = list(islice(parts_of(*found, finest, time_zone=zone), most + 1))
    truncated = len(edges) > most
    until = edges.pop() if truncated else found[1]
    counters = {
        spec["key"]
        for spec in device.device_type.value_specs
        if spec.get("kind") == ValueKind.COUNTER
    }
    series = summed(device, keys, found[0], until, edges)
    return [
        replace(
            one,
            points=_one_each(one.points, 1 if one.key in counters else 2),
            truncated=truncated,
            resolution=finest,
        )
        for one in series
    ]


def _one_each(parts: Sequence[Any], place: int) -> list[RawPoint]:
    return [(part[0], part[place]) for part in parts]


def whole(
    start: datetime, end: datetime, finest: Resolution, zone: str
) -> tuple[datetime, datetime] | None:
    """Cut a period to parts that are over: of others the values could be told apart."""
    until = min(end, timezone.now())
    return whole_parts(start, until, finest, time_zone=zone) if start < until else None


def nothing(device: Device, keys: Sequence[str], finest: Resolution) -> list[Series]:
    """Answer where no part of the period is over."""
    return [
        Series(key=key, unit=unit, points=[], resolution=finest)
        for key, unit in units(device, keys)
    ]


def rows_of(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def of_device(
    device: Device, keys: Sequence[str], start: datetime, end: datetime
) -> list[object]:
    table = [device.tenant_id, device.id, start, end]
    return [*keys, keys, *table, *table]


def units(device: Device, keys: Sequence[str]) -> list[tuple[str, str]]:
    known = {spec["key"]: spec["unit"] for spec in device.device_type.value_specs}
    return [(key, known.get(key, "")) for key in keys]
