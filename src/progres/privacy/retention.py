"""What is deleted when its time is over: the only code that deletes as the eraser.

Every function takes a connection of the role progres_eraser, which sees all instances,
commits what it does, and returns how much was deleted.
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

UPLINKS_KEPT = timedelta(days=90)
DELIVERIES_KEPT = timedelta(days=7)
UNASSIGNED_KEPT = timedelta(days=90)
MAILS_KEPT = timedelta(days=30)
INVITATIONS_KEPT = timedelta(days=30)
EXPIRED_KEYS_KEPT = timedelta(days=90)
ACCESS_REVIEWS_KEPT = timedelta(days=1095)
EXPIRED_DISPLAYS_KEPT = timedelta(days=30)
EMAIL_CHANGES_KEPT = timedelta(days=1)
WAITING_INVITATIONS_KEPT = timedelta(days=180)
DELETED_DEVICES_KEPT = timedelta(days=7)
ACCESS_LOG_KEPT = timedelta(days=7)
ACCESS_STATISTICS_KEPT = timedelta(days=730)
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
    "delete from display_token where device_id = any(%(ids)s)",
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


def delete_old_unassigned(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete uplinks received before UNASSIGNED_KEPT that no device has borne since."""
    with eraser.transaction():
        return eraser.execute(
            "delete from unassigned_uplink where received_at < %s",
            [at - UNASSIGNED_KEPT],
        ).rowcount


def delete_old_mails(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete mails written before MAILS_KEPT, whatever became of them."""
    with eraser.transaction():
        return eraser.execute(
            "delete from mail where created_at < %s", [at - MAILS_KEPT]
        ).rowcount


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


def delete_expired_keys(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete keys of the API that ended before EXPIRED_KEYS_KEPT."""
    with eraser.transaction():
        return eraser.execute(
            "delete from api_key where expires_at < %s", [at - EXPIRED_KEYS_KEPT]
        ).rowcount


def delete_expired_displays(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete addresses of wall screens that ended before EXPIRED_DISPLAYS_KEPT."""
    with eraser.transaction():
        return eraser.execute(
            "delete from display_token where expires_at < %s",
            [at - EXPIRED_DISPLAYS_KEPT],
        ).rowcount


def delete_old_access_reviews(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete when rights were checked before ACCESS_REVIEWS_KEPT."""
    with eraser.transaction():
        return eraser.execute(
            "delete from access_review where reviewed_at < %s",
            [at - ACCESS_REVIEWS_KEPT],
        ).rowcount


def delete_old_email_changes(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete changes of address asked for before EMAIL_CHANGES_KEPT."""
    with eraser.transaction():
        return eraser.execute(
            "delete from email_change where asked_at < %s", [at - EMAIL_CHANGES_KEPT]
        ).rowcount


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
                        "tenants": [tenant_id for _, tenant_id in devices],
                    },
                )
        purged += len(devices)
    return purged


def _deleted_devices(
    eraser: psycopg.Connection, *, before: datetime
) -> list[tuple[int, int]]:
    return eraser.execute(
        "select id, tenant_id from device where deleted_at < %s order by id limit %s",
        [before, DEVICES_AT_ONCE],
    ).fetchall()


def _number(db: psycopg.Connection, query: LiteralString, *values: object) -> int:
    row = db.execute(query, values).fetchone()
    return int(row[0]) if row else 0
