"""Rows that go some time after a moment in one of their columns, in bounded steps."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

import psycopg
from psycopg import sql

from progres.privacy.holds import Held
from progres.privacy.kinds import Kind
from progres.privacy.periods import Periods

ROWS_AT_ONCE = 10_000  # in one transaction


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Rows of a table that go some time after the moment in one of their columns.

    `period` is given where it is the same everywhere; else instances choose that of
    `kind`. `device` is the column of a device that a hold may cover, `email` that of an
    account's address.
    """

    kind: Kind
    table: LiteralString
    column: LiteralString
    where: LiteralString = "true"
    period: timedelta | None = None
    device: LiteralString = ""
    email: LiteralString = ""


OF_INSTANCES = (
    Kept(kind=Kind.UNASSIGNED, table="unassigned_uplink", column="received_at"),
    Kept(kind=Kind.MAILS, table="mail", column="created_at", email="recipient"),
    Kept(kind=Kind.ALARMS, table="alarm", column="cleared_at", device="device_id"),
    Kept(
        kind=Kind.INVITATIONS,
        table="invitation",
        column="created_at",
        where="sent_at is not null",
    ),
    Kept(kind=Kind.IMPORTS, table="import", column="created_at"),
)


def _trace(
    table: LiteralString,
    column: LiteralString,
    days: int,
    *,
    where: LiteralString = "true",
    device: LiteralString = "",
) -> Kept:
    return Kept(
        kind=Kind.TRACES,
        table=table,
        column=column,
        where=where,
        period=timedelta(days=days),
        device=device,
    )


TRACES = (
    _trace("invitation", "created_at", 180, where="sent_at is null"),
    _trace("api_key", "expires_at", 90),
    _trace("display_token", "expires_at", 30, device="device_id"),
    _trace("access_review", "reviewed_at", 1095),
    _trace("hearing", "day", 9, device="device_id"),
    _trace("coverage", "last_day", 9, device="device_id"),
    _trace("gateway_hour", "hour", 730),
    _trace("gateway_count", "hour", 90),
    _trace("gateway_period", "ended_at", 730),
    _trace("unregistered_gateway", "heard_at", 30),
    _trace("stored_file", "unused_since", 1, device="device_id"),
    _trace("email_change", "asked_at", 1),
    _trace("legal_hold", "until", 1095),
    _trace("privacy_incident", "closed_at", 1095),
    _trace("disclosure", "disclosed_at", 1095),
    _trace("person_request", "done_at", 1095),
    _trace("answer_package", "made_at", 30),
    _trace("tombstone", "erased_at", 40),
    _trace("erasure_proof", "ended_at", 1095),
    _trace("retention_run", "began_at", 1095),
)


def delete_kept(
    eraser: psycopg.Connection,
    kept: Kept,
    *,
    periods: Periods,
    held: Held,
    at: datetime,
) -> Counter[int]:
    """Delete what is due and not held; say how many rows each instance lost."""
    lost: Counter[int] = Counter()
    for period, tenants in _periods_of(kept, periods):
        lost += _delete(eraser, kept, tenants, at - period, held)
    return lost


def _periods_of(
    kept: Kept, periods: Periods
) -> Iterator[tuple[timedelta, tuple[sql.SQL, Sequence[int]]]]:
    """Which instances have which period; those that are gone have the default."""
    if kept.period is not None:
        yield kept.period, (sql.SQL("true or tenant_id = any(%(tenants)s)"), [])
        return
    for days, tenants in periods.tenants_by_days(kept.kind).items():
        yield timedelta(days=days), (sql.SQL("tenant_id = any(%(tenants)s)"), tenants)
    days = periods.days(kept.kind, 0)
    gone = sql.SQL("tenant_id <> all(%(tenants)s)")
    yield timedelta(days=days), (gone, list(periods.lines))


def _delete(
    eraser: psycopg.Connection,
    kept: Kept,
    whose: tuple[sql.SQL, Sequence[int]],
    before: datetime,
    held: Held,
) -> Counter[int]:
    condition, tenants = whose
    query = sql.SQL(
        "with gone as (delete from {table} where ctid = any(array("
        " select ctid from {table} where {column} < %(before)s and ({whose})"
        " and ({where}) and {free} limit %(most)s)) returning tenant_id)"
        " select coalesce(tenant_id, 0), count(*) from gone group by 1"
    ).format(
        table=sql.Identifier(kept.table),
        column=sql.Identifier(kept.column),
        whose=condition,
        where=sql.SQL(kept.where),
        free=sql.SQL(" and ").join(_free(kept)),
    )
    values = {
        "before": before,
        "tenants": tenants,
        "most": ROWS_AT_ONCE,
        "held": list(held.tenant_ids),
        "devices": list(held.device_ids),
        "emails": list(held.emails),
    }
    lost: Counter[int] = Counter()
    while rows := eraser.execute(query, values).fetchall():
        lost.update(dict(rows))
    return lost


def _free(kept: Kept) -> Iterator[sql.Composable]:
    """Conditions by which no hold covers a row."""
    yield sql.SQL("(tenant_id is null or tenant_id <> all(%(held)s))")
    if kept.device:
        yield sql.SQL("({0} is null or {0} <> all(%(devices)s))").format(
            sql.Identifier(kept.device)
        )
    if kept.email:
        yield sql.SQL("lower({}) <> all(%(emails)s)").format(sql.Identifier(kept.email))
