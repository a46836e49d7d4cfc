"""How much of what devices sent is stored for which day, instance and kind of readings.

Counted at night as progres_eraser. Late rows are found, too: every day is counted
anew once in RECOUNTED days, and whenever something of it is about to go.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime

import psycopg

from progres.privacy.kinds import Kind
from progres.readings.expiry import Counts, Place, bytes_of_day, count_day, days_of

RECOUNTED = 30  # days until a day is counted again
STILL_CHANGING = 3  # days that are counted every night

# An instance and what its devices measure: what is kept together.
Group = tuple[int, Kind]
# Rows by device.
Rows = Counter[int]


def kinds_of_devices(eraser: psycopg.Connection) -> dict[int, Kind]:
    """Which kind of readings each device has; those that are gone are left out."""
    rows = eraser.execute("select device_id, kind from device_kinds()")
    return {device_id: Kind(kind) for device_id, kind in rows}


def count_days(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Count the days that were not counted, may have changed, or whose turn it is.

    Returns how many days of all places were counted.
    """
    kinds = kinds_of_devices(eraser)
    today = at.astimezone(UTC).date()
    counted = 0
    for place in Place:
        known = groups_by_day(eraser, place, date.max)
        for day in days_of(eraser, place):
            age = (today - day).days
            turn = age % RECOUNTED == 0
            if age >= 0 and (age <= STILL_CHANGING or turn or day not in known):
                note_day(eraser, place, day, count_day(eraser, place, day), kinds)
                counted += 1
    return counted


def groups_by_day(
    eraser: psycopg.Connection, place: Place, before: date
) -> dict[date, list[Group]]:
    """Which groups have rows on which days, as far as they were counted."""
    found: dict[date, list[Group]] = defaultdict(list)
    for day, tenant_id, kind in eraser.execute(
        "select day, tenant_id, kind from stored_day where place = %s and day < %s",
        [place, before],
    ):
        found[day].append((tenant_id, Kind(kind)))
    return found


def grouped(counts: Counts, kinds: Mapping[int, Kind]) -> dict[Group, Rows]:
    """Put rows together by group; a device that is gone had other readings."""
    groups: dict[Group, Rows] = defaultdict(Counter)
    for (tenant_id, device_id), rows in counts.items():
        kind = kinds.get(device_id, Kind.READINGS)
        groups[tenant_id, kind][device_id] += rows
    return groups


def note_day(
    eraser: psycopg.Connection,
    place: Place,
    day: date,
    counts: Counts,
    kinds: Mapping[int, Kind],
) -> None:
    """Put the count of a day in the place of the one before."""
    rows = {group: found.total() for group, found in grouped(counts, kinds).items()}
    total = sum(rows.values())
    size = _bytes(eraser, place, day, total) if total else 0
    with eraser.transaction():
        forget_day(eraser, place, day)
        eraser.execute(
            "insert into stored_day (tenant_id, place, kind, day, rows, bytes)"
            " select t, %s, k, %s, n, n * %s / %s"
            " from unnest(%s::int[], %s::text[], %s::bigint[]) c (t, k, n)",
            [
                *(place, day, size, max(total, 1)),
                [tenant_id for tenant_id, _kind in rows],
                [str(kind) for _tenant_id, kind in rows],
                list(rows.values()),
            ],
        )


def forget_day(eraser: psycopg.Connection, place: Place, day: date) -> None:
    """Remove the count of a day that is gone or counted anew."""
    eraser.execute("delete from stored_day where place = %s and day = %s", [place, day])


def _bytes(eraser: psycopg.Connection, place: Place, day: date, rows: int) -> int:
    """How much a day takes; late readings have one table, of which this is a share."""
    size = bytes_of_day(eraser, place, day)
    if place.has_partitions:
        return size
    row = eraser.execute(
        "select greatest(reltuples, %s) from pg_class where oid = to_regclass(%s)",
        [rows, place],
    ).fetchone()
    return int(size * rows / row[0]) if row else 0
