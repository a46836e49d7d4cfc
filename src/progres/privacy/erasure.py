"""Erasing a person: what would go, and doing it in one transaction.

Every function takes a connection of the role progres_eraser inside a transaction.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from progres.audit.expiry import erase_values
from progres.audit.rules import PLATFORM
from progres.kit.words import search_words, sort_key
from progres.privacy.audit_rows import entries_about
from progres.privacy.finding import (
    ENTRIES,
    conditions,
    count,
    has_words,
    searched_columns,
)
from progres.privacy.links import LINKS, Fate, Link
from progres.privacy.persons import Person
from progres.readings.actions import count_readings, erase_readings

GONE = "[…]"  # stands where a person was named
# Where words are kept by whose beginnings a thing is found.
_WORDS = {
    "device": ("device_word", "device_id"),
    "asset": ("asset_word", "asset_id"),
    "measuring_point": ("measuring_point_word", "measuring_point_id"),
}
_TYPES = {kind: sql.SQL(kind) for kind in ("text", "jsonb", "text[]")} | {
    "character varying": sql.SQL("text"),
    "character varying[]": sql.SQL("text[]"),
}


@dataclass(kw_only=True)
class Erased:
    """How many rows went or were emptied, by table."""

    gone: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)


def preview(db: psycopg.Connection, person: Person) -> dict[str, object]:
    """Say what an erasure would do: rows by table and fate, and texts with names."""
    found: dict[tuple[str, Link], int] = {
        (link.place, link): count(db, person, link) for link in LINKS
    }
    tables = [
        {
            "place": place,
            "rows": rows,
            "what": link.fate.value,
            "why": link.why.sentence if link.why else "",
        }
        for (place, link), rows in found.items()
        if rows
    ]
    tables += [
        {"place": place, "rows": rows, "what": Fate.GOES.value, "why": ""}
        for place, rows in _readings(db, person, count_readings).items()
        if rows
    ]
    audited = entries_about(db, person)
    if audited:
        rows = len(set().union(*audited.values()))
        emptied = Fate.EMPTIED.value
        tables.append(
            {"place": "audit_entry", "rows": rows, "what": emptied, "why": ""}
        )
    mentions = [
        {"place": place, "column": column, "rows": rows}
        for place, column, rows in _mentions(db, person)
        if rows
    ]
    return {"tables": tables, "mentions": mentions}


def erase(db: psycopg.Connection, person: Person, *, at: datetime) -> Erased:
    """Erase a person wherever it is found, and write into the log that it was done."""
    erased = Erased()
    for tenant_id, groups in _by_tenant(db, person):
        for group, ids in groups.items():
            erased.emptied["audit_entry"] += len(ids)
            erase_values(
                db,
                ids,
                groups=[group],
                tenant_id=tenant_id,
                reason=f"person_request {person.request_id}",
                by=PLATFORM,
                at=at,
            )
    for link in LINKS:
        for where, values in conditions(db, person, link):
            _erase_rows(db, link, where, values, erased)
    erased.gone.update(_readings(db, person, erase_readings))
    _take_names_out(db, person, erased)
    return erased


def _readings(
    db: psycopg.Connection,
    person: Person,
    each: Callable[..., Mapping[str, int]],
) -> Counter[str]:
    """Count or erase the readings of all devices in the person's time, by table."""
    total: Counter[str] = Counter()
    for span in person.devices:
        total.update(
            each(db, person.tenant_ids, span.id, since=span.since, until=span.until)
        )
    return total


def _erase_rows(
    db: psycopg.Connection,
    link: Link,
    where: sql.Composed,
    values: dict[str, Any],
    erased: Erased,
) -> None:
    table = sql.Identifier(link.place)
    match link.fate:
        case Fate.GOES:
            statement = sql.SQL("delete from {} t where {}").format(table, where)
            erased.gone[link.place] += db.execute(statement, values).rowcount
        case Fate.EMPTIED:
            statement = sql.SQL("update {} t set {} where {}").format(
                table, sql.SQL(link.emptied), where
            )
            erased.emptied[link.place] += db.execute(statement, values).rowcount
        case Fate.STAYS:
            pass


def _by_tenant(
    db: psycopg.Connection, person: Person
) -> Iterator[tuple[int, Mapping[str, list[int]]]]:
    """Entries of the audit log to be emptied, by instance and group of values."""
    groups = entries_about(db, person)
    tenants: dict[int, dict[str, list[int]]] = {}
    for group, ids in groups.items():
        for entry_id, tenant_id in db.execute(
            "select id, tenant_id from audit_entry where id = any(%s)", [sorted(ids)]
        ):
            tenants.setdefault(tenant_id, {}).setdefault(group, []).append(entry_id)
    yield from tenants.items()


def _searched(db: psycopg.Connection, person: Person) -> Iterator[tuple[str, str, str]]:
    """Places and columns in which names are looked for, each with its type."""
    if person.terms:
        for place, entry in ENTRIES.items():
            for column, kind in searched_columns(db, entry):
                yield place, column, kind


def _mentions(db: psycopg.Connection, person: Person) -> Iterator[tuple[str, str, int]]:
    for place, column, _ in _searched(db, person):
        where, values = has_words(column, person)
        statement = sql.SQL("select count(*) from {} t where {}").format(
            sql.Identifier(place), where
        )
        row = db.execute(statement, {**person.values(), **values}).fetchone()
        yield place, column, row[0] if row else 0


def _take_names_out(db: psycopg.Connection, person: Person, erased: Erased) -> None:
    """Put […] where texts name the person, and forget the words it was found by."""
    pattern = "|".join(map(re.escape, person.spelled))
    for place, column, kind in _searched(db, person):
        where, values = has_words(column, person)
        named = sql.Identifier(column)
        statement = sql.SQL(
            "update {} t set {} = regexp_replace(t.{}::text, %(pattern)s, %(gone)s,"
            " 'gi')::{} where {}"
        ).format(sql.Identifier(place), named, named, _TYPES[kind], where)
        if place in _WORDS:
            statement += sql.SQL(" returning t.id")
        cursor = db.execute(
            statement,
            {**person.values(), **values, "pattern": pattern, "gone": GONE},
        )
        erased.emptied[place] += cursor.rowcount
        if place in _WORDS and cursor.rowcount:
            _forget_words(db, place, [row[0] for row in cursor.fetchall()], person)


def _forget_words(
    db: psycopg.Connection, place: str, ids: Sequence[int], person: Person
) -> None:
    """Let things no longer be found by the person, nor sorted by its name."""
    table, owner = _WORDS[place]
    db.execute(
        sql.SQL("delete from {} where {} = any(%s) and word = any(%s)").format(
            sql.Identifier(table), sql.Identifier(owner)
        ),
        [list(ids), sorted(search_words(*person.terms))],
    )
    names = sql.SQL("select id, name from {} where id = any(%s)")
    for number, name in db.execute(
        names.format(sql.Identifier(place)), [list(ids)]
    ).fetchall():
        db.execute(
            sql.SQL("update {} set sort_key = %s where id = %s").format(
                sql.Identifier(place)
            ),
            [sort_key(name), number],
        )
