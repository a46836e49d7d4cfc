"""Erasing the instances under a contract that is over, with a proof.

As progres_eraser, in steps that each commit: whatever stops it, the next run goes on
where it was. Only what the operator confirmed goes, and nothing while a hold lasts.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.types.json import Jsonb

from progres.audit.chain import canonical
from progres.audit.expiry import erase_log_of, write_entry
from progres.audit.rules import PLATFORM, Target
from progres.kit.clock import utc_now

ROWS_AT_ONCE = 20_000  # in one transaction
ALONE = "select pg_try_advisory_lock(hashtext('instance_erasure'))"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What was confirmed."""

    id: int
    root: int
    contract: str
    instance: str
    tenant_ids: Sequence[int]
    began_at: datetime | None


def erase_confirmed(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Erase what was confirmed and is not held; return how many erasures ended.

    Does nothing while another one does it.
    """
    row = eraser.execute(ALONE).fetchone()
    if not row or not row[0]:
        return 0
    try:
        return sum(_erase(eraser, erasure, at) for erasure in _open(eraser))
    finally:
        eraser.execute("select pg_advisory_unlock(hashtext('instance_erasure'))")


def _open(eraser: psycopg.Connection) -> list[Erasure]:
    rows = eraser.execute(
        "select id, tenant_id, contract, instance, erased_ids, began_at"
        " from erasure_proof where ended_at is null order by id"
    )
    return [
        Erasure(
            id=row[0],
            root=row[1],
            contract=row[2],
            instance=row[3],
            tenant_ids=row[4],
            began_at=row[5],
        )
        for row in rows
    ]


def _erase(eraser: psycopg.Connection, erasure: Erasure, at: datetime) -> bool:
    problem = _held(eraser, erasure, at)
    eraser.execute(
        "update erasure_proof set problem = %s where id = %s", [problem, erasure.id]
    )
    if problem:
        return False
    if erasure.began_at is None:
        _begin(eraser, erasure)
    while _some_went(eraser, erasure):
        pass
    emptied = erase_log_of(
        eraser, erasure.tenant_ids, noted_in=erasure.root, by=PLATFORM, at=at
    )
    with eraser.transaction():
        row = eraser.execute("select erase_tenants(%s)", [erasure.id]).fetchone()
        if not row or not row[0]:
            return False  # something came in; the next run goes on
        _finish(eraser, erasure, emptied, at)
    logger.info("Erased %s instances under a contract.", len(erasure.tenant_ids))
    return True


def _held(eraser: psycopg.Connection, erasure: Erasure, at: datetime) -> str:
    """Say what keeps it from being erased."""
    row = eraser.execute(
        "select thing, reason from legal_hold where tenant_id = any(%s)"
        " and began_at <= %s and until > %s and lifted_at is null order by id limit 1",
        [list(erasure.tenant_ids), at, at],
    ).fetchone()
    return f"{row[0]}: {row[1]}"[:500] if row else ""


def _begin(eraser: psycopg.Connection, erasure: Erasure) -> None:
    """Note what there is, before the first row goes."""
    with eraser.transaction():
        ids = {
            place: {"ids": number, "sha256": digest}
            for place, number, digest in eraser.execute(
                "select place, ids, digest from ids_to_erase(%s)", [erasure.id]
            )
            if number
        }
        eraser.execute(
            "update erasure_proof set began_at = %s, ids = %s where id = %s",
            [utc_now(), Jsonb(ids), erasure.id],
        )


# What would go along with most other things goes first, so that it is counted.
_TABLES = """
select name from tables_of_tenants() name order by (
    select count(*) from pg_constraint where contype = 'f' and confdeltype = 'c'
        and conrelid = name::regclass) desc, name
"""


def _some_went(eraser: psycopg.Connection, erasure: Erasure) -> bool:
    """Delete in all tables once; those that others refer to take their turn again."""
    went = False
    tables = eraser.execute(_TABLES).fetchall()
    for (table,) in tables:
        row = eraser.execute(
            "select erase_rows(%s, %s, %s)", [erasure.id, table, ROWS_AT_ONCE]
        ).fetchone()
        went = went or bool(row and row[0] > 0)
    return went


def _finish(
    eraser: psycopg.Connection, erasure: Erasure, emptied: int, at: datetime
) -> None:
    """Complete the proof and write it into the operator's log."""
    row = eraser.execute(
        "select ids, rows || jsonb_build_object('audit_entry', %s::bigint,"
        " 'tenant', cardinality(erased_ids)) from erasure_proof where id = %s",
        [emptied, erasure.id],
    ).fetchone()
    assert row is not None  # noqa: S101 it is the one that is being erased
    ids, rows = row
    digest = digest_of(erasure.contract, erasure.tenant_ids, ids, rows)
    eraser.execute(
        "update erasure_proof set ended_at = %s, rows = %s, digest = %s where id = %s",
        [at, Jsonb(rows), digest, erasure.id],
    )
    _record(
        "erasure.finished",
        eraser,
        erasure,
        at,
        {
            "number": erasure.contract,
            "erased_instances": len(erasure.tenant_ids),
            "erased_rows": sum(rows.values()),
            "digest": digest,
        },
    )


def digest_of(
    contract: str,
    tenant_ids: Sequence[int],
    ids: Mapping[str, object],
    rows: Mapping[str, object],
) -> str:
    """SHA-256, in hex, over what a proof says was erased."""
    said = ["progres erasure 1", contract, list(tenant_ids), ids, rows]
    return hashlib.sha256(canonical(said)).hexdigest()


def _record(
    action: str,
    eraser: psycopg.Connection,
    erasure: Erasure,
    at: datetime,
    details: Mapping[str, object],
) -> None:
    write_entry(
        eraser,
        action,
        tenant_id=erasure.root,
        target=Target("tenant", str(erasure.tenant_ids[0]), erasure.instance),
        by=PLATFORM,
        details=details,
        at=at,
    )
