"""Destroying what the log need no longer tell: values go together with their salts.

Every function takes a connection of the role progres_eraser inside a transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import LiteralString

import psycopg
from psycopg.types.json import Jsonb

from progres.audit.columns import columns_of
from progres.audit.rules import (
    ENTRIES_KEPT,
    ERASED,
    EXPIRED,
    ORIGINS_KEPT,
    PLATFORM,
    VIEWS_KEPT,
    Actor,
    Target,
)

LOG = Target("audit_log", "", "Audit")

_NO_ORIGIN: LiteralString = (
    "ip = null, browser = '', browser_version = '', system = '', origin_salt = null"
)
_NOBODY: LiteralString = "actor_id = null, actor = '', who_salt = null"
_NO_DEED: LiteralString = (
    "target_id = '', target = '', details = '{}', what_salt = null"
)
_NOTHING: LiteralString = _NO_ORIGIN + ", " + _NOBODY + ", " + _NO_DEED
GROUPS: dict[str, LiteralString] = {
    "who": _NOBODY,
    "origin": _NO_ORIGIN,
    "what": _NO_DEED,
}


@dataclass(frozen=True, kw_only=True)
class Expired:
    """How many entries were emptied or deleted."""

    views: int
    origins: int
    entries: int


def forget_old_views(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Empty entries that tell of looking only; return how many."""
    return eraser.execute(
        f"update audit_entry set {_NOTHING}"  # noqa: S608 columns named above
        " where is_view and origin_salt is not null and at < %s",
        [at - VIEWS_KEPT],
    ).rowcount


def forget_old_origins(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Destroy from where people did what they did; return of how many entries."""
    return eraser.execute(
        f"update audit_entry set {_NO_ORIGIN}"  # noqa: S608 columns named above
        " where origin_salt is not null and at < %s",
        [at - ORIGINS_KEPT],
    ).rowcount


def delete_old_entries(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Delete days of the log that are over for long, with their seals; return entries.

    Whole days and from the oldest on, so that what stays is one chain of seals.
    """
    day = (at - ENTRIES_KEPT).date()
    deleted = eraser.execute(
        "delete from audit_entry where id in"
        " (select unnest(entry_ids) from audit_seal where day < %s)",
        [day],
    ).rowcount
    eraser.execute("delete from audit_seal where day < %s", [day])
    return deleted


def note_expiry(eraser: psycopg.Connection, expired: Expired, *, at: datetime) -> None:
    """Write into the operator's log what was destroyed, if anything was."""
    if any(asdict(expired).values()):
        tenant_id = _operator_tenant_id(eraser)
        _write(eraser, EXPIRED, tenant_id, PLATFORM, asdict(expired), at=at)


def erase_values(
    eraser: psycopg.Connection,
    entry_ids: Sequence[int],
    *,
    tenant_id: int,
    reason: str,
    by: Actor,
    at: datetime,
    groups: Collection[str] = tuple(GROUPS),
) -> None:
    """Empty entries of an instance before their time, and write that they were.

    `groups` are what of them is emptied: who, origin, what. A check of the chain accepts
    emptied entries that such an entry names.
    """
    for group in groups:
        eraser.execute(
            f"update audit_entry set {GROUPS[group]}"  # noqa: S608 columns named above
            " where id = any(%s) and tenant_id = %s",
            [list(entry_ids), tenant_id],
        )
    details = {"entries": list(entry_ids), "reason": reason}
    _write(eraser, ERASED, tenant_id, by, details, at=at)


def note_by_platform(
    eraser: psycopg.Connection,
    action: str,
    target: Target,
    *,
    tenant_id: int,
    at: datetime,
) -> None:
    """Write into an instance's log what the platform itself did to a thing."""
    _write(eraser, action, tenant_id, PLATFORM, {}, at=at, target=target)


def _operator_tenant_id(eraser: psycopg.Connection) -> int:
    row = eraser.execute("select operator_tenant_id()").fetchone()
    if row is None or row[0] is None:
        raise LookupError("This house has no operator's instance yet.")
    return int(row[0])


def _write(
    eraser: psycopg.Connection,
    action: str,
    tenant_id: int,
    by: Actor,
    details: Mapping[str, object],
    *,
    at: datetime,
    target: Target = LOG,
) -> None:
    columns = columns_of(
        action,
        tenant_id=tenant_id,
        target=target,
        by=by,
        at=at,
        details=details,
        is_view=False,
    )
    columns["details"] = Jsonb(columns["details"])
    query = psycopg.sql.SQL("insert into audit_entry ({}) values ({})").format(
        psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, columns)),
        psycopg.sql.SQL(", ").join(map(psycopg.sql.Placeholder, columns)),
    )
    eraser.execute(query, columns)
