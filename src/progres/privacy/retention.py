"""What is deleted when its time is over: the only code that deletes as the eraser.

Every function takes a connection of the role progres_eraser, which sees all instances,
commits what it does, and returns how much was deleted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

import psycopg
from psycopg import sql

from progres.audit.expiry import (
    Expired,
    delete_old_entries,
    forget_old_origins,
    forget_old_views,
    note_expiry,
)
from progres.imports.rules import FILE_KEPT, UNDONE_WITHIN
from progres.imports.rules import KEPT as IMPORTS_KEPT

UPLINKS_KEPT = timedelta(days=90)
DELIVERIES_KEPT = timedelta(days=7)
INVITATIONS_KEPT = timedelta(days=30)
WAITING_INVITATIONS_KEPT = timedelta(days=180)
DELETED_DEVICES_KEPT = timedelta(days=7)
ACCESS_LOG_KEPT = timedelta(days=7)
ACCESS_STATISTICS_KEPT = timedelta(days=730)
DEVICES_AT_ONCE = 50  # in one transaction


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Rows of a table that go some time after the moment in one of their columns."""

    table: LiteralString
    column: LiteralString
    period: timedelta


KEPT = (
    Kept(table="unassigned_uplink", column="received_at", period=timedelta(days=90)),
    Kept(table="mail", column="created_at", period=timedelta(days=30)),
    Kept(table="api_key", column="expires_at", period=timedelta(days=90)),
    Kept(table="display_token", column="expires_at", period=timedelta(days=30)),
    Kept(table="access_review", column="reviewed_at", period=timedelta(days=1095)),
    Kept(table="hearing", column="day", period=timedelta(days=9)),
    Kept(table="coverage", column="last_day", period=timedelta(days=9)),
    Kept(table="gateway_hour", column="hour", period=timedelta(days=730)),
    Kept(table="gateway_count", column="hour", period=timedelta(days=90)),
    Kept(table="gateway_period", column="ended_at", period=timedelta(days=730)),
    Kept(table="unregistered_gateway", column="heard_at", period=timedelta(days=30)),
    Kept(table="stored_file", column="unused_since", period=timedelta(days=1)),
    Kept(table="email_change", column="asked_at", period=timedelta(days=1)),
)

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


def cut_uplinks(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Drop the days of raw uplinks that ended before UPLINKS_KEPT; return days.

    Raises psycopg.errors.LockNotAvailable rather than let the front door wait.
    """
    with eraser.transaction():
        day = (at - UPLINKS_KEPT).date()
        return _number(eraser, "select drop_uplinks_before(%s)", day)


def cut_deliveries(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Drop the days of messages as they came that ended before DELIVERIES_KEPT.

    Returns days; raises as `cut_uplinks` does.
    """
    with eraser.transaction():
        day = (at - DELIVERIES_KEPT).date()
        return _number(eraser, "select drop_deliveries_before(%s)", day)


def cut_access_log(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Drop the hours of the access log whose newest request is ACCESS_LOG_KEPT old.

    Returns hours; raises as `cut_uplinks` does.
    """
    with eraser.transaction():
        return _number(
            eraser, "select drop_access_log_before(%s)", at - ACCESS_LOG_KEPT
        )


def delete_old_access_statistics(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete statistics of requests from before ACCESS_STATISTICS_KEPT."""
    before = at - ACCESS_STATISTICS_KEPT
    with eraser.transaction():
        pages = eraser.execute(
            "delete from access_statistics where hour < %s", [before]
        )
        clients = eraser.execute(
            "delete from access_clients where day < %s", [before.date()]
        )
        return pages.rowcount + clients.rowcount


def delete_old(eraser: psycopg.Connection, kept: Kept, *, at: datetime) -> int:
    """Delete the rows of a table whose time is over."""
    statement = sql.SQL("delete from {} where {} < %s").format(
        sql.Identifier(kept.table), sql.Identifier(kept.column)
    )
    with eraser.transaction():
        return eraser.execute(statement, [at - kept.period]).rowcount


def cut_audit_log(eraser: psycopg.Connection, *, at: datetime) -> Expired:
    """Destroy what the log need no longer tell, with the salts, and note that it was.

    What is left of an entry are its commitments: the chain still verifies.
    """
    with eraser.transaction():
        expired = Expired(
            views=forget_old_views(eraser, at=at),
            origins=forget_old_origins(eraser, at=at),
            entries=delete_old_entries(eraser, at=at),
        )
        note_expiry(eraser, expired, at=at)
    return expired


def delete_old_invitations(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete invitations made before INVITATIONS_KEPT that nobody accepted.

    Those that wait for a contract wait for WAITING_INVITATIONS_KEPT at most.
    """
    with eraser.transaction():
        return eraser.execute(
            "delete from invitation where created_at <"
            " case when sent_at is null then %s::timestamptz else %s end",
            [at - WAITING_INVITATIONS_KEPT, at - INVITATIONS_KEPT],
        ).rowcount


def cut_imports(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Forget files, what was wrong in them, and what undoing needs; return files.

    An import that was never taken in goes with its file, another one after IMPORTS_KEPT.
    """
    with eraser.transaction():
        old = at - FILE_KEPT
        files = eraser.execute("delete from import_file where uploaded_at < %s", [old])
        eraser.execute(
            "delete from import where created_at < %s or created_at < %s"
            " and state not in ('done', 'undone')",
            [at - IMPORTS_KEPT, old],
        )
        eraser.execute(
            "delete from import_note where import_id in"
            " (select id from import where created_at < %s)",
            [old],
        )
        eraser.execute(
            "update import_item set digest = null, before = null"
            " where digest is not null and import_id in"
            " (select id from import where finished_at < %s)",
            [at - UNDONE_WITHIN],
        )
    return files.rowcount


def purge_deleted_devices(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Remove devices deleted before DELETED_DEVICES_KEPT with all that belongs to them."""
    purged = 0
    while devices := _deleted_devices(eraser, before=at - DELETED_DEVICES_KEPT):
        with eraser.transaction():
            for statement in _OF_DEVICES:
                eraser.execute(
                    statement,
                    {
                        "ids": [device_id for device_id, _ in devices],
                        "tenants": [one for _, tenants in devices for one in tenants],
                    },
                )
        purged += len(devices)
    return purged


def _deleted_devices(
    eraser: psycopg.Connection, *, before: datetime
) -> list[tuple[int, list[int]]]:
    """Ids, each with the instances in which the device has measured."""
    return eraser.execute(
        "select id, tenant_id || former_tenant_ids from device"
        " where deleted_at < %s order by id limit %s",
        [before, DEVICES_AT_ONCE],
    ).fetchall()


def _number(db: psycopg.Connection, query: LiteralString, *values: object) -> int:
    row = db.execute(query, values).fetchone()
    return int(row[0]) if row else 0
