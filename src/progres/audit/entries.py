"""Entries as they stand in the database, for those who check or pass on all of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from progres.audit.chain import (
    Sealed,
    commitment,
    origin_group,
    what_group,
    who_group,
)
from progres.audit.rules import ERASED

_ENTRIES = """
select id, tenant_id, at, action, is_view, target_type,
    who_commitment, origin_commitment, what_commitment,
    who_salt, origin_salt, what_salt,
    actor_id, actor, host(ip), browser, browser_version, system,
    target_id, target, details::text
from audit_entry where id = any(%s)
"""
_WITHOUT_SEAL = """
select e.id, e.tenant_id, e.at, e.action from audit_entry e
where not exists (select from audit_pending p where p.entry_id = e.id)
    and not exists (
        select from (select unnest(entry_ids) as id from audit_seal) sealed
        where sealed.id = e.id)
order by e.id limit 1
"""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """An entry with the values and salts of its groups; an empty group has no salt."""

    sealed: Sealed
    salts: Mapping[str, bytes | None]
    values: Mapping[str, list[object]]
    actor: str
    ip: str | None
    browser: str
    browser_version: str
    system: str
    target_id: str
    target: str
    details: Mapping[str, object]

    def empty_groups(self) -> list[str]:
        """Groups whose values were destroyed."""
        return [group for group, salt in self.salts.items() if salt is None]

    def changed_groups(self) -> Iterator[str]:
        """Groups whose values are not those that the entry committed to."""
        for group, salt in self.salts.items():
            committed = getattr(self.sealed, group)
            if salt is None:
                if self.values[group] != EMPTY[group]:
                    yield group
            elif commitment(salt, group, self.values[group]) != committed:
                yield group


EMPTY: dict[str, list[object]] = {
    "who": who_group(None, ""),
    "origin": origin_group(None, "", "", ""),
    "what": what_group("", "", {}),
}


def entries_by_id(ids: Sequence[int]) -> dict[int, Stored]:
    """Entries by their ids; those that are gone are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [list(ids)])
        return {row[0]: _stored(row) for row in cursor}


def without_seal() -> list[tuple[int, int, datetime, str]]:
    """The first entry that neither waits nor was sealed: id, instance, time, action."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_SEAL)
        return list(cursor.fetchall())


def erased_ids() -> set[int]:
    """Ids of entries of which other entries say that they were emptied."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct (jsonb_array_elements_text(details -> 'entries'))::int"
            " from audit_entry where action = %s and details ? 'entries'",
            [ERASED],
        )
        return {number for (number,) in cursor}


def _stored(row: tuple[object, ...]) -> Stored:
    number, tenant_id, at, action, is_view, kind, *rest = row
    who, origin, what, who_salt, origin_salt, what_salt, *values = rest
    actor_id, actor, ip, browser, version, system, target_id, target, details = values
    told = json.loads(str(details))
    sealed = Sealed(
        id=number,  # type: ignore[arg-type] # of a row, and so are the following
        tenant_id=tenant_id,  # type: ignore[arg-type]
        at=at,  # type: ignore[arg-type]
        action=str(action),
        is_view=bool(is_view),
        target_type=str(kind),
        who=_bytes(who),
        origin=_bytes(origin),
        what=_bytes(what),
    )
    return Stored(
        sealed=sealed,
        salts={
            "who": _bytes_or_none(who_salt),
            "origin": _bytes_or_none(origin_salt),
            "what": _bytes_or_none(what_salt),
        },
        values={
            "who": who_group(actor_id, str(actor)),  # type: ignore[arg-type]
            "origin": origin_group(ip, str(browser), str(version), str(system)),  # type: ignore[arg-type]
            "what": what_group(str(target_id), str(target), told),
        },
        actor=str(actor),
        ip=ip,  # type: ignore[arg-type]
        browser=str(browser),
        browser_version=str(version),
        system=str(system),
        target_id=str(target_id),
        target=str(target),
        details=told,
    )


def _bytes(value: object) -> bytes:
    return bytes(value)  # type: ignore[call-overload,no-any-return] # bytea


def _bytes_or_none(value: object) -> bytes | None:
    return None if value is None else _bytes(value)
