"""What is stored of a device's readings in a period: counted, given out whole, erased.

Access and erasure go through here alone, so that nothing else changes when closed days
are packed. Every function takes a connection of the role progres_eraser.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import LiteralString

import psycopg

CSV_HEADING = b"device,dev_eui,time,key,value\r\n"
TABLES: tuple[LiteralString, ...] = ("reading", "reading_late")

_WHERE: LiteralString = (
    "where tenant_id = any(%s) and device_id = %s and ts >= %s and ts < %s"
)
_VALUES = f"""
copy (
    select %s as device, %s as dev_eui, found.ts, said.key, said.value
    from (
        select ts, seq, layout_id, vals, extra from reading {_WHERE}
        union all
        select ts, seq, layout_id, vals, extra from reading_late {_WHERE}
    ) found
    left join layout using (layout_id)
    cross join lateral (
        select key, value::text from unnest(layout.keys, found.vals) as one(key, value)
        where value <> 'NaN'
        union all
        select key, value::text from jsonb_each(coalesce(found.extra, '{{}}'))
    ) said(key, value)
    order by found.ts, found.seq
) to stdout (format csv)
"""  # noqa: S608 constants


def count_readings(
    db: psycopg.Connection,
    tenant_ids: Sequence[int],
    device_id: int,
    *,
    since: datetime,
    until: datetime,
) -> dict[str, int]:
    """Count the readings from `since` until before `until`, by table."""
    counts = {}
    for table in TABLES:
        row = db.execute(
            "select count(*) from " + table + " " + _WHERE,  # noqa: S608 constants
            [list(tenant_ids), device_id, since, until],
        ).fetchone()
        counts[table] = row[0] if row else 0
    return counts


def values_as_csv(
    db: psycopg.Connection,
    tenant_ids: Sequence[int],
    device_id: int,
    *,
    since: datetime,
    until: datetime,
    names: tuple[str, str],
) -> Iterator[bytes]:
    """Every value from `since` until before `until` as lines of CSV, in order of time.

    Columns: the device's `names` (name, DevEUI), time in UTC, key, value; no heading.
    """
    period = [list(tenant_ids), device_id, since, until]
    with db.cursor().copy(_VALUES, [*names, *period, *period]) as copy:
        for part in copy:
            yield bytes(part)


def erase_readings(
    db: psycopg.Connection,
    tenant_ids: Sequence[int],
    device_id: int,
    *,
    since: datetime,
    until: datetime,
) -> dict[str, int]:
    """Delete the readings from `since` until before `until`; say how many, by table."""
    return {
        table: db.execute(
            "delete from " + table + " " + _WHERE,  # noqa: S608 constants
            [list(tenant_ids), device_id, since, until],
        ).rowcount
        for table in TABLES
    }
