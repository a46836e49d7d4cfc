"""Deleting what devices sent when its time is over, day by day.

Every function takes a connection of the role progres_eraser. Days are those of UTC.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import psycopg
from psycopg import sql

ROWS_AT_ONCE = 20_000  # in one transaction


class Place(StrEnum):
    """A table of what devices sent; all but the late readings have a partition a day."""

    READING = "reading"
    READING_LATE = "reading_late"
    UPLINK = "uplink"
    DELIVERY = "delivery"

    @property
    def has_partitions(self) -> bool:
        return self is not Place.READING_LATE

    @property
    def column(self) -> str:
        """The time by which a row belongs to its day."""
        of_readings = self in {Place.READING, Place.READING_LATE}
        return "ts" if of_readings else "received_at"


# How many rows of a day, by instance and device.
Counts = Mapping[tuple[int, int], int]


def days_of(eraser: psycopg.Connection, place: Place) -> list[date]:
    """The days that have rows, or at least a partition, the oldest first."""
    if place.has_partitions:
        query = "select d from partition_days(%s) d order by d"
        return [day for (day,) in eraser.execute(query, [place])]
    query = "select distinct (ts at time zone 'UTC')::date from reading_late order by 1"
    return [day for (day,) in eraser.execute(query)]


def count_day(eraser: psycopg.Connection, place: Place, day: date) -> Counts:
    """Count the rows of a day."""
    query = sql.SQL(
        "select tenant_id, device_id, count(*) from {place}"
        " where {column} >= %s and {column} < %s group by 1, 2"
    ).format(**_names(place))
    return {(t, d): n for t, d, n in eraser.execute(query, _bounds(day))}


def bytes_of_day(eraser: psycopg.Connection, place: Place, day: date) -> int:
    """How much a day takes on the disk with its indexes; of late readings, all of them."""
    name = f"{place}_{day:%Y%m%d}" if place.has_partitions else str(place)
    row = eraser.execute(
        "select coalesce(pg_total_relation_size(to_regclass(%s)), 0)", [name]
    ).fetchone()
    return int(row[0]) if row else 0


def delete_of_devices(
    eraser: psycopg.Connection,
    place: Place,
    day: date,
    *,
    tenant_id: int,
    device_ids: Iterable[int],
) -> int:
    """Delete the rows of a day of some devices of an instance; return how many.

    In transactions of ROWS_AT_ONCE rows, which lock nothing but these.
    """
    query = sql.SQL(
        "with due as (select ctid from {place} where {column} >= %(since)s and"
        " {column} < %(until)s and tenant_id = %(tenant)s and device_id = any(%(ids)s)"
        " limit %(most)s)"
        " delete from {place} where {column} >= %(since)s and {column} < %(until)s"
        " and ctid = any(array(select ctid from due))"
    ).format(**_names(place))
    since, until = _bounds(day)
    values = {
        "since": since,
        "until": until,
        "tenant": tenant_id,
        "ids": sorted(device_ids),
        "most": ROWS_AT_ONCE,
    }
    deleted = 0
    while rows := eraser.execute(query, values).rowcount:
        deleted += rows
    return deleted


def drop_day(
    eraser: psycopg.Connection, place: Place, day: date, *, expected: int
) -> bool:
    """Drop the partition of a day if it has exactly the expected rows; say if it did.

    Raises psycopg.errors.LockNotAvailable rather than let the front door wait.
    """
    row = eraser.execute(
        "select drop_day(%s, %s, %s)", [place, day, expected]
    ).fetchone()
    return bool(row and row[0])


def _names(place: Place) -> dict[str, sql.Identifier]:
    return {"place": sql.Identifier(place), "column": sql.Identifier(place.column)}


def _bounds(day: date) -> tuple[datetime, datetime]:
    since = datetime.combine(day, time(), UTC)
    return since, since + timedelta(days=1)
