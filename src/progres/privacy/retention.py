"""What is deleted when its time is over: the only code that deletes as the eraser.

Every function takes a connection of the role progres_eraser, which sees all instances,
commits what it does, puts the run on record, and returns how much was deleted. What a
legal hold covers stays.
"""

from datetime import datetime, timedelta
from typing import LiteralString

import psycopg

from progres.audit.expiry import (
    Expired,
    delete_old_entries,
    forget_old_origins,
    forget_old_views,
    note_expiry,
)
from progres.imports.rules import FILE_KEPT, UNDONE_WITHIN
from progres.privacy.days import cut_days
from progres.privacy.holds import Held, read_held
from progres.privacy.kinds import EVERYWHERE, OF_READINGS, Kind
from progres.privacy.periods import read_periods
from progres.privacy.rows import OF_INSTANCES, TRACES, delete_kept
from progres.privacy.runs import on_record
from progres.privacy.stored_days import Group
from progres.readings.expiry import Place

DEVICES_AT_ONCE = 50  # in one transaction

# Everything that belongs to a device, in an order in which nothing is left dangling.
_OF_DEVICES: tuple[LiteralString, ...] = (
    "delete from alarm_feed where device_id = any(%(ids)s)",
    "delete from alarm_watch where device_id = any(%(ids)s)",
    "delete from alarm where device_id = any(%(ids)s)",
    "delete from alarm_recipient where rule_id in"
    " (select id from alarm_rule where device_id = any(%(ids)s))",
    "delete from alarm_rule where device_id = any(%(ids)s)",
    "delete from reading where tenant_id = any(%(tenants)s) and device_id = any(%(ids)s)",
    "delete from reading_late"
    " where tenant_id = any(%(tenants)s) and device_id = any(%(ids)s)",
    "delete from latest where tenant_id = any(%(tenants)s) and device_id = any(%(ids)s)",
    "delete from delivery"
    " where tenant_id = any(%(tenants)s) and device_id = any(%(ids)s)",
    "delete from uplink where tenant_id = any(%(tenants)s) and device_id = any(%(ids)s)",
    "delete from hearing where tenant_id = any(%(tenants)s) and device_id = any(%(ids)s)",
    "delete from coverage where tenant_id = any(%(tenants)s) and device_id = any(%(ids)s)",
    "delete from display_token where device_id = any(%(ids)s)",
    "delete from sensor_exchange where device_id = any(%(ids)s)",
    "delete from import_item where thing = 'device' and thing_id = any(%(ids)s)",
    "delete from device_word where device_id = any(%(ids)s)",
    "delete from device_key where device_id = any(%(ids)s)",
    "delete from device where id = any(%(ids)s)",
)


def cut_readings(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete readings whose time is over in instances that were told; return rows.

    Raises psycopg.errors.LockNotAvailable rather than let the front door wait.
    """
    periods, held = read_periods(eraser), read_held(eraser, at=at)
    told = _told(eraser, at)
    with on_record(eraser, *OF_READINGS) as run:
        for place in (Place.READING, Place.READING_LATE):
            cut_days(eraser, place, run, periods, None, held=held, at=at, told=told)
    return run.total


def _told(eraser: psycopg.Connection, at: datetime) -> set[Group]:
    rows = eraser.execute(
        "select tenant_id, kind from retention_notice where not_before <= %s", [at]
    )
    return {(tenant_id, Kind(kind)) for tenant_id, kind in rows}


def cut_uplinks(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete raw uplinks whose time, or that of their values, is over; return rows.

    Raises as `cut_readings` does.
    """
    return _cut_messages(eraser, Place.UPLINK, Kind.UPLINKS, at)


def cut_deliveries(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete messages as they came as `cut_uplinks` does uplinks; return rows."""
    return _cut_messages(eraser, Place.DELIVERY, Kind.DELIVERIES, at)


def _cut_messages(
    eraser: psycopg.Connection, place: Place, kind: Kind, at: datetime
) -> int:
    periods, held = read_periods(eraser), read_held(eraser, at=at)
    with on_record(eraser, kind) as run:
        cut_days(eraser, place, run, periods, kind, held=held, at=at)
    return run.total


def cut_access_log(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Drop the hours of the access log whose newest request is too old.

    Returns hours; raises as `cut_readings` does.
    """
    before = at - timedelta(days=EVERYWHERE[Kind.ACCESS_LOG])
    with on_record(eraser, Kind.ACCESS_LOG, until=before) as run:
        with eraser.transaction():
            hours = _number(eraser, "select drop_access_log_before(%s)", before)
        run.partitions[Kind.ACCESS_LOG] = hours
    return hours


def delete_old_access_statistics(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete statistics of requests whose time is over."""
    before = at - timedelta(days=EVERYWHERE[Kind.ACCESS_STATISTICS])
    with on_record(eraser, Kind.ACCESS_STATISTICS, until=before) as run:
        with eraser.transaction():
            pages = eraser.execute(
                "delete from access_statistics where hour < %s", [before]
            )
            clients = eraser.execute(
                "delete from access_clients where day < %s", [before.date()]
            )
        run.add(Kind.ACCESS_STATISTICS, {0: pages.rowcount + clients.rowcount})
    return run.total


def delete_old_rows(eraser: psycopg.Connection, *, at: datetime) -> dict[str, int]:
    """Delete rows of several tables whose time is over; return how many of each."""
    periods, held = read_periods(eraser), read_held(eraser, at=at)
    deleted = {}
    for kept in OF_INSTANCES:
        with on_record(eraser, kept.kind) as run:
            run.add(
                kept.kind, delete_kept(eraser, kept, periods=periods, held=held, at=at)
            )
        deleted[str(kept.table)] = run.total
    with on_record(eraser, Kind.TRACES) as run:
        for kept in TRACES:
            before = run.total
            run.add(
                kept.kind, delete_kept(eraser, kept, periods=periods, held=held, at=at)
            )
            deleted[str(kept.table)] = (
                deleted.get(str(kept.table), 0) + run.total - before
            )
    return {table: rows for table, rows in deleted.items() if rows}


def cut_audit_log(eraser: psycopg.Connection, *, at: datetime) -> Expired:
    """Destroy what the log need no longer tell, with the salts, and note that it was.

    What is left of an entry are its commitments: the chain still verifies.
    """
    held = read_held(eraser, at=at).tenant_ids
    before = at - timedelta(days=EVERYWHERE[Kind.AUDIT])
    with on_record(eraser, Kind.AUDIT, Kind.AUDIT_ORIGINS, until=before) as run:
        with eraser.transaction():
            expired = Expired(
                views=forget_old_views(eraser, held=held, at=at),
                origins=forget_old_origins(eraser, held=held, at=at),
                entries=delete_old_entries(eraser, held=held, at=at),
            )
            note_expiry(eraser, expired, at=at)
        run.add(Kind.AUDIT, {0: expired.entries})
        run.add(Kind.AUDIT_ORIGINS, {0: expired.origins + expired.views})
    return expired


def cut_imports(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Forget files, what was wrong in them, and what undoing needs; return files.

    An import that was never taken in goes with its file.
    """
    old = at - FILE_KEPT
    held = {"held": list(read_held(eraser, at=at).tenant_ids)}
    free: LiteralString = "tenant_id <> all(%(held)s)"
    with on_record(eraser, Kind.TRACES, until=old) as run, eraser.transaction():
        files = eraser.execute(
            f"delete from import_file where uploaded_at < %(old)s and {free}",  # noqa: S608 constants
            {"old": old, **held},
        )
        eraser.execute(
            "delete from import where created_at < %(old)s"  # noqa: S608 constants
            f" and state not in ('done', 'undone') and {free}",
            {"old": old, **held},
        )
        eraser.execute(
            "delete from import_note where import_id in"  # noqa: S608 constants
            f" (select id from import where created_at < %(old)s and {free})",
            {"old": old, **held},
        )
        eraser.execute(
            "update import_item set digest = null, before = null"  # noqa: S608 constants
            " where digest is not null and import_id in"
            f" (select id from import where finished_at < %(old)s and {free})",
            {"old": at - UNDONE_WITHIN, **held},
        )
        run.add(Kind.TRACES, {0: files.rowcount})
    return files.rowcount


def purge_deleted_devices(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Remove devices that were deleted long enough ago, with all that belongs to them."""
    periods, held = read_periods(eraser), read_held(eraser, at=at)
    with on_record(eraser, Kind.DELETED_DEVICES) as run:
        for days, tenants in periods.tenants_by_days(Kind.DELETED_DEVICES).items():
            before = at - timedelta(days=days)
            while devices := _deleted_devices(eraser, tenants, before, held):
                _purge(eraser, devices)
                for _id, (tenant_id, *_former) in devices:
                    run.add(Kind.DELETED_DEVICES, {tenant_id: 1})
    return run.total


def _purge(eraser: psycopg.Connection, devices: list[tuple[int, list[int]]]) -> None:
    values = {
        "ids": [device_id for device_id, _ in devices],
        "tenants": [one for _, tenants in devices for one in tenants],
    }
    with eraser.transaction():
        for statement in _OF_DEVICES:
            eraser.execute(statement, values)


def _deleted_devices(
    eraser: psycopg.Connection, tenants: list[int], before: datetime, held: Held
) -> list[tuple[int, list[int]]]:
    """Ids, each with the instances in which the device has measured."""
    return eraser.execute(
        "select id, tenant_id || former_tenant_ids from device"
        " where deleted_at < %s and tenant_id = any(%s) and id <> all(%s)"
        " and not (tenant_id || former_tenant_ids) && %s::int[] order by id limit %s",
        [
            *(before, tenants, list(held.device_ids), list(held.tenant_ids)),
            DEVICES_AT_ONCE,
        ],
    ).fetchall()


def _number(db: psycopg.Connection, query: LiteralString, *values: object) -> int:
    row = db.execute(query, values).fetchone()
    return int(row[0]) if row else 0
