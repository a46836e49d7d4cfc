"""Recompute every chain of the house, and say the first thing that does not fit.

Only for the command line, as owner of the database, which sees all instances.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from django.db import connection

from progres.audit.chain import NOTHING_BEFORE, Seal, beginning, leaf, prolonged
from progres.audit.entries import Stored, entries_by_id, erased_ids, without_seal
from progres.audit.keys import is_signed, public_keys
from progres.audit.rules import ENTRIES_KEPT, ORIGINS_KEPT, VIEWS_KEPT

SEALS_AT_ONCE = 500

_SEALS = """
select id, tenant_id, day, number, count, entry_ids, leaves, head, sealed_at, before,
    before_at, key_id, signature
from audit_seal where id > %s order by id limit %s
"""


class Difference(ValueError):
    """The log is not what was sealed; the message says what, which day, which entry."""


@dataclass(frozen=True, kw_only=True)
class StoredSeal:
    """A seal as it stands in the database, with the links of its batch."""

    seal: Seal
    entry_ids: Sequence[int]
    leaves: Sequence[bytes]
    key_id: int
    signature: bytes

    @property
    def place(self) -> str:
        return f"Instance {self.seal.tenant_id}, {self.seal.day}"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a check without a difference has seen; `last` is the newest seal."""

    entries: int
    waiting: int
    last: StoredSeal | None


def check_chains(*, at: datetime) -> Finding:
    """Check every seal, every entry, and that there is no entry besides.

    Must run in a transaction that sees one moment (repeatable read). Raises Difference
    for the first thing that does not fit.
    """
    keys = public_keys()
    heads = _Heads()
    empty: dict[int, str] = {}
    checked = 0
    last: StoredSeal | None = None
    for group in _groups():
        entries = entries_by_id([i for stored in group for i in stored.entry_ids])
        for stored in group:
            _check_link(last, stored, at)
            _check_batch(stored, entries, empty, at)
            heads.check(stored)
            _check_signature(stored, keys)
            checked += len(stored.entry_ids)
            last = stored
    _check_erasures(empty)
    _check_tail(last)
    waiting = _check_nothing_besides()
    return Finding(entries=checked, waiting=waiting, last=last)


class _Heads:
    """The heads of the chains as far as they were checked."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, object], tuple[int, int, bytes]] = {}

    def check(self, stored: StoredSeal) -> None:
        """Compare a seal with the chain before it and the links of its batch."""
        seal = stored.seal
        key = (seal.tenant_id, seal.day)
        if len(self._known) > 100_000:  # days that are over
            self._known = {k: v for k, v in self._known.items() if k[1] == seal.day}
        fresh = (0, 0, beginning(seal.tenant_id, seal.day))
        number, count, head = self._known.get(key, fresh)
        expected = (
            number + 1,
            count + len(stored.leaves),
            prolonged(head, stored.leaves),
        )
        if (seal.number, seal.count, seal.head) != expected:
            raise Difference(
                f"{stored.place}: batch {seal.number} does not continue the chain; its "
                "links were changed, removed or put into another order."
            )
        self._known[key] = expected


def _groups() -> Iterator[list[StoredSeal]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SEALS, [after, SEALS_AT_ONCE])
            group = [_stored(row) for row in cursor]
        if not group:
            return
        yield group
        after = group[-1].seal.id


def _stored(row: Sequence[object]) -> StoredSeal:
    number, tenant_id, day, batch, count, ids, leaves, head, at, before, *rest = row
    before_at, key_id, signature = rest
    links = bytes(leaves)  # type: ignore[call-overload] # of a row
    return StoredSeal(
        seal=Seal(
            id=number,  # type: ignore[arg-type]
            tenant_id=tenant_id,  # type: ignore[arg-type]
            day=day,  # type: ignore[arg-type]
            number=batch,  # type: ignore[arg-type]
            count=count,  # type: ignore[arg-type]
            head=bytes(head),  # type: ignore[call-overload]
            sealed_at=at,  # type: ignore[arg-type]
            before=bytes(before),  # type: ignore[call-overload]
            before_at=before_at,  # type: ignore[arg-type]
        ),
        entry_ids=ids,  # type: ignore[arg-type]
        leaves=[links[a:b] for a, b in pairwise(range(0, len(links) + 1, 32))],
        key_id=key_id,  # type: ignore[arg-type]
        signature=bytes(signature),  # type: ignore[call-overload]
    )


def _check_link(last: StoredSeal | None, stored: StoredSeal, at: datetime) -> None:
    seal = stored.seal
    if last is None:
        if seal.id == 1 and seal.before == NOTHING_BEFORE:
            return
        before_at = seal.before_at
        if before_at is None or before_at >= at - ENTRIES_KEPT:
            raise Difference(
                f"{stored.place}: everything sealed before this day is gone, and its "
                "time was not over."
            )
        return
    if seal.id != last.seal.id + 1 or seal.before != last.signature:
        raise Difference(
            f"{stored.place}: what was sealed before batch {seal.number} is gone or was "
            f"replaced; the last that fits is batch {last.seal.number} of instance "
            f"{last.seal.tenant_id}, {last.seal.day}."
        )


def _check_batch(
    stored: StoredSeal,
    entries: Mapping[int, Stored],
    empty: dict[int, str],
    at: datetime,
) -> None:
    if len(stored.entry_ids) != len(stored.leaves):
        raise Difference(
            f"{stored.place}: batch {stored.seal.number} has {len(stored.entry_ids)} "
            f"entries and {len(stored.leaves)} links."
        )
    for number, link in zip(stored.entry_ids, stored.leaves, strict=True):
        entry = entries.get(number)
        if entry is None:
            raise Difference(f"{stored.place}: entry {number} was removed.")
        name = f"{stored.place}: entry {number} ({entry.sealed.action})"
        if leaf(entry.sealed) != link:
            raise Difference(f"{name} is not the one that was sealed.")
        for group in entry.changed_groups():
            raise Difference(f"{name} was changed in what it says of '{group}'.")
        if any(not _may_be_empty(entry, group, at) for group in entry.empty_groups()):
            empty[number] = name


def _may_be_empty(entry: Stored, group: str, at: datetime) -> bool:
    """Say whether the time of a group's values is over."""
    age = at - entry.sealed.at
    if group == "origin":
        return age >= ORIGINS_KEPT
    if age >= ENTRIES_KEPT:  # sealed with entries that a legal hold covers
        return True
    return entry.sealed.is_view and age >= VIEWS_KEPT


def _check_signature(stored: StoredSeal, keys: Mapping[int, bytes]) -> None:
    public_key = keys.get(stored.key_id, b"")
    if not is_signed(public_key, stored.signature, stored.seal.message()):
        raise Difference(
            f"{stored.place}: the signature of batch {stored.seal.number} is not that of "
            "this house."
        )


def _check_erasures(empty: Mapping[int, str]) -> None:
    """Whatever was emptied before its time must stand in an entry that says so."""
    unexplained = empty.keys() - erased_ids() if empty else set()
    for number in sorted(unexplained):
        raise Difference(f"{empty[number]} was emptied, and no entry says by whom.")


def _check_tail(last: StoredSeal | None) -> None:
    """What was handed to the sink must still be there."""
    with connection.cursor() as cursor:
        cursor.execute("select seal_id from audit_forwarding")
        (forwarded,) = cursor.fetchone() or (0,)
    if forwarded > (last.seal.id if last else 0):
        raise Difference(
            f"The end of the log was cut off: seal {forwarded} was handed to the sink "
            "and is gone."
        )


def _check_nothing_besides() -> int:
    """Return how many entries wait for their seal."""
    for number, tenant_id, at, action in without_seal():
        raise Difference(
            f"Instance {tenant_id}, {at.astimezone(UTC).date()}: entry {number} "
            f"({action}) stands in no chain; it was put in beside the platform."
        )
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_pending")
        waiting: int = cursor.fetchone()[0]
    return waiting
