"""Destroying what the log need no longer tell: values go together with their salts.

Every function takes a connection of the role progres_eraser inside a transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
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
ENTRIES_AT_ONCE = 5000  # emptied in one transaction

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


def forget_old_views(
    eraser: psycopg.Connection, *, held: Collection[int] = (), at: datetime
) -> int:
    """Empty entries that tell of looking only, but for those of instances `held`."""
    return eraser.execute(
        f"update audit_entry set {_NOTHING}"  # noqa: S608 columns named above
        " where is_view and origin_salt is not null and at < %s"
        " and tenant_id <> all(%s)",
        [at - VIEWS_KEPT, list(held)],
    ).rowcount


def forget_old_origins(
    eraser: psycopg.Connection, *, held: Collection[int] = (), at: datetime
) -> int:
    """Destroy from where people did what they did, but for instances that are `held`."""
    return eraser.execute(
        f"update audit_entry set {_NO_ORIGIN}"  # noqa: S608 columns named above
        " where origin_salt is not null and at < %s and tenant_id <> all(%s)",
        [at - ORIGINS_KEPT, list(held)],
    ).rowcount


def delete_old_entries(
    eraser: psycopg.Connection, *, held: Collection[int] = (), at: datetime
) -> int:
    """Delete days of the log that are over for long, with their seals; return entries.

    Whole days and from the oldest on, so that what stays is one chain of seals. From
    the first day of an instance that is `held` on the seals stay, and entries of other
    instances are emptied.
    """
    day = (at - ENTRIES_KEPT).date()
    row = eraser.execute(
        "select min(day) from audit_seal where day < %s and tenant_id = any(%s)",
        [day, list(held)],
    ).fetchone()
    if row and row[0]:
        _empty_old_entries(eraser, held=held, before=day)
        day = row[0]
    deleted = eraser.execute(
        "delete from audit_entry where id in"
        " (select unnest(entry_ids) from audit_seal where day < %s)",
        [day],
    ).rowcount
    eraser.execute("delete from audit_seal where day < %s", [day])
    return deleted


def _empty_old_entries(
    eraser: psycopg.Connection, *, held: Collection[int], before: date
) -> None:
    """Empty entries whose seals must stay because of another instance."""
    eraser.execute(
        f"update audit_entry set {_NOTHING}"  # noqa: S608 columns named above
        " where what_salt is not null and tenant_id <> all(%s) and id in"
        " (select unnest(entry_ids) from audit_seal where day < %s)",
        [list(held), before],
    )


def note_expiry(eraser: psycopg.Connection, expired: Expired, *, at: datetime) -> None:
    """Write into the operator's log what was destroyed, if anything was."""
    if any(asdict(expired).values()):
        tenant_id = _operator_tenant_id(eraser)
        write_entry(
            eraser,
            EXPIRED,
            tenant_id=tenant_id,
            target=LOG,
            by=PLATFORM,
            details=asdict(expired),
            at=at,
        )


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
    write_entry(
        eraser, ERASED, tenant_id=tenant_id, target=LOG, by=by, details=details, at=at
    )


def erase_log_of(
    eraser: psycopg.Connection,
    tenant_ids: Sequence[int],
    *,
    noted_in: int,
    by: Actor,
    at: datetime,
) -> int:
    """Empty all entries of instances that are erased; return how many.

    The entries and their seals stay until their time is over, so that the chain of all
    instances still verifies; entries of the instance `noted_in` name those that were
    emptied. In steps of ENTRIES_AT_ONCE, each in a transaction of its own.
    """
    emptied = 0
    while ids := _full_entries(eraser, tenant_ids):
        details = {"entries": ids, "reason": "contract"}
        with eraser.transaction():
            eraser.execute(
                f"update audit_entry set {_NOTHING} where id = any(%s)",  # noqa: S608 columns named above
                [ids],
            )
            write_entry(
                eraser,
                ERASED,
                tenant_id=noted_in,
                target=LOG,
                by=by,
                details=details,
                at=at,
            )
        emptied += len(ids)
    return emptied


def _full_entries(eraser: psycopg.Connection, tenant_ids: Sequence[int]) -> list[int]:
    """Entries that still tell something, but for those that name emptied ones."""
    rows = eraser.execute(
        "select id from audit_entry where tenant_id = any(%s) and what_salt is not null"
        " and action <> %s order by id limit %s",
        [list(tenant_ids), ERASED, ENTRIES_AT_ONCE],
    )
    return [number for (number,) in rows]


def _operator_tenant_id(eraser: psycopg.Connection) -> int:
    row = eraser.execute("select operator_tenant_id()").fetchone()
    if row is None or row[0] is None:
        raise LookupError("This house has no operator's instance yet.")
    return int(row[0])


def write_entry(
    eraser: psycopg.Connection,
    action: str,
    *,
    tenant_id: int,
    target: Target,
    by: Actor,
    details: Mapping[str, object],
    at: datetime,
) -> None:
    """Write an entry as `audit.actions.record` does, as the eraser."""
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
