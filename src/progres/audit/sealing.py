"""Entries that wait are put into the chain of their instance and day, and sealed.

Nobody who writes an entry waits for this: chains have one writer, the worker.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection, transaction

from progres.audit.chain import (
    NOTHING_BEFORE,
    Seal,
    Sealed,
    beginning,
    leaf,
    prolonged,
)
from progres.audit.keys import SigningKey, newest_key
from progres.database.scope import Scope, scoped

BATCH = 2000  # entries in one transaction

_WAITING = """
select e.id, e.tenant_id, e.at, e.action, e.is_view, e.target_type,
    e.who_commitment, e.origin_commitment, e.what_commitment
from audit_pending p join audit_entry e on e.id = p.entry_id
where p.tenant_id = any(%s) order by p.entry_id limit %s
"""
_HEAD = """
select number, count, head from audit_seal
where tenant_id = %s and day = %s order by number desc limit 1
"""
_INSERT = """
insert into audit_seal (id, tenant_id, day, number, count, entry_ids, leaves, head,
    sealed_at, before, before_at, key_id, signature)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass
class _Last:
    """The last seal of the house, on which the next one hangs."""

    id: int = 0
    sealed_at: datetime | None = None
    signature: bytes = field(default=NOTHING_BEFORE)


def seal_entries(*, at: datetime) -> int:
    """Seal at most BATCH waiting entries of all instances; say how many.

    Those of an instance form one batch, in the order of their ids, at the end of its
    chain of the day `at` in UTC. Only one process works at a time; to a second one
    nothing seems to wait. Must run outside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("select tenants_with_audit_pending(%s)", [BATCH])
        scope = Scope(frozenset(cursor.fetchone()[0]))
    if not scope.tenant_ids:
        return 0
    with transaction.atomic(), scoped(scope):
        return _seal(scope, at) if _is_alone() else 0


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('audit_seal'))")
        return bool(cursor.fetchone()[0])


def _seal(scope: Scope, at: datetime) -> int:
    waiting: dict[int, list[Sealed]] = defaultdict(list)
    for entry in _waiting(scope):
        waiting[entry.tenant_id].append(entry)
    last, key = _last_seal(), newest_key(at=at)
    at = max(at, last.sealed_at or at)  # a clock that was set back moves no chain
    for tenant_id, entries in sorted(waiting.items()):
        _seal_batch(tenant_id, entries, last, key, at)
    ids = [entry.id for entries in waiting.values() for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute("delete from audit_pending where entry_id = any(%s)", [ids])
    return len(ids)


def _waiting(scope: Scope) -> Iterator[Sealed]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [sorted(scope.tenant_ids), BATCH])
        for number, tenant_id, at, action, is_view, kind, *commitments in cursor:
            who, origin, what = map(bytes, commitments)
            yield Sealed(
                id=number,
                tenant_id=tenant_id,
                at=at,
                action=action,
                is_view=is_view,
                target_type=kind,
                who=who,
                origin=origin,
                what=what,
            )


def _last_seal() -> _Last:
    with connection.cursor() as cursor:
        cursor.execute("select id, sealed_at, signature from last_audit_seal()")
        row = cursor.fetchone()
    return _Last() if row is None else _Last(row[0], row[1], bytes(row[2]))


def _seal_batch(
    tenant_id: int, entries: list[Sealed], last: _Last, key: SigningKey, at: datetime
) -> None:
    day = at.astimezone(UTC).date()
    leaves = [leaf(entry) for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [tenant_id, day])
        number, count, head = cursor.fetchone() or (0, 0, beginning(tenant_id, day))
        seal = Seal(
            id=last.id + 1,
            tenant_id=tenant_id,
            day=day,
            number=number + 1,
            count=count + len(entries),
            head=prolonged(bytes(head), leaves),
            sealed_at=at,
            before=last.signature,
            before_at=last.sealed_at,
        )
        signature = key.private.sign(seal.message())
        cursor.execute(
            _INSERT,
            [
                *(seal.id, tenant_id, day, seal.number, seal.count),
                *([entry.id for entry in entries], b"".join(leaves), seal.head),
                *(at, seal.before, seal.before_at, key.id, signature),
            ],
        )
    last.id, last.sealed_at, last.signature = seal.id, at, signature
