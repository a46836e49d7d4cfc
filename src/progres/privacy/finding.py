"""What is stored about a person, table by table: by links, and by words in texts."""

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg import sql

from progres.kit.datamap import Entry, Store
from progres.privacy.datamap import DATA_MAP
from progres.privacy.links import LINKS, Link, Per
from progres.privacy.persons import Person

ENTRIES = {entry.place: entry for entry in DATA_MAP if entry.store is Store.TABLE}
# Where nobody's name is looked for: what devices sent is found by device and time, and
# these people by their account or address; the audit log has a code of its own.
_NOT_SEARCHED = frozenset(
    (
        *(
            "reading",
            "reading_late",
            "latest",
            "heard",
            "uplink",
            "delivery",
            "hearing",
        ),
        *("coverage", "alarm_feed", "unassigned_uplink", "account", "invitation"),
        *("alarm_recipient", "occupancy", "occupancy_word", "person_request"),
        *("audit_entry", "disclosure", "legal_hold"),
    )
)
_SEARCHED = ("text", "character varying", "jsonb", "text[]", "character varying[]")
_COLUMNS = """
select attname, split_part(format_type(atttypid, null), '(', 1) from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum
"""


def conditions(
    db: psycopg.Connection, person: Person, link: Link
) -> Iterator[tuple[sql.Composed, dict[str, Any]]]:
    """The conditions of a link, each with its values; none where nothing can be found."""
    where: sql.Composable = sql.SQL(link.where)
    if not link.everywhere and "tenant_id" in columns_of(db, link.place):
        where = sql.SQL("({}) and t.tenant_id = any(%(tenant_ids)s)").format(where)
    values = person.values()
    match link.per:
        case Per.PERSON:
            if all(values[name] for name in _needed(link)):
                yield sql.Composed([where]), values
        case Per.POINT:
            for span in person.points:
                yield sql.Composed([where]), {**values, **span.values()}
        case Per.DEVICE:
            for span in person.devices:
                yield sql.Composed([where]), {**values, **span.values()}


def _needed(link: Link) -> Iterator[str]:
    """What must be known of the person; requests are found by any of what is known."""
    if "%(request_id)s" not in link.where:
        for name in ("user_id", "emails", "occupancy_ids", "words"):
            if f"%({name})s" in link.where:
                yield name


def rows_of(
    db: psycopg.Connection, person: Person, place: str, columns: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Rows of a table that tell of a person, each once, as a stream."""
    seen: set[str] = set()
    for link in LINKS:
        if link.place == place:
            for where, values in conditions(db, person, link):
                yield from _read(db, place, columns, where, values, seen)
    for where, values in _with_words(db, person, place):
        yield from _read(db, place, columns, where, values, seen)


def _read(
    db: psycopg.Connection,
    place: str,
    columns: Sequence[str],
    where: sql.Composed,
    values: dict[str, Any],
    seen: set[str],
) -> Iterator[tuple[Any, ...]]:
    statement = sql.SQL("select tableoid::text || t.ctid::text, {} from {} t where {}")
    names = sql.SQL(", ").join(
        sql.SQL("t.{}").format(sql.Identifier(c)) for c in columns
    )
    with db.cursor() as cursor:
        for number, *row in cursor.stream(
            statement.format(names, sql.Identifier(place), where), values, size=1000
        ):
            if number not in seen:
                seen.add(number)
                yield tuple(row)


def count(db: psycopg.Connection, person: Person, link: Link) -> int:
    """How many rows a link finds."""
    statement = sql.SQL("select count(*) from {} t where {}")
    total = 0
    for where, values in conditions(db, person, link):
        found = db.execute(
            statement.format(sql.Identifier(link.place), where), values
        ).fetchone()
        total += found[0] if found else 0
    return total


def searched_columns(db: psycopg.Connection, entry: Entry) -> list[tuple[str, str]]:
    """Personal columns of a table that hold texts, each with its type."""
    types = columns_of(db, entry.place)
    if "tenant_id" not in types or entry.place in _NOT_SEARCHED:
        return []
    names = (name for names in entry.personal.values() for name in names)
    return [(name, types[name]) for name in names if types[name] in _SEARCHED]


def has_words(column: str, person: Person) -> tuple[sql.Composed, dict[str, Any]]:
    """A condition that a column holds one of the person's words, in its instances."""
    text = sql.SQL("lower(t.{}::text)").format(sql.Identifier(column))
    values: dict[str, Any] = {f"word_{n}": w for n, w in enumerate(person.spelled)}
    found = sql.SQL(" or ").join(
        sql.SQL("strpos({}, {}) > 0").format(text, sql.Placeholder(name))
        for name in values
    )
    where = sql.SQL("t.tenant_id = any(%(tenant_ids)s) and ({})").format(found)
    return sql.Composed([where]), values


def _with_words(
    db: psycopg.Connection, person: Person, place: str
) -> Iterator[tuple[sql.Composed, dict[str, Any]]]:
    columns = searched_columns(db, ENTRIES[place]) if place in ENTRIES else []
    if not person.terms or not columns:
        return
    found = [has_words(name, person) for name, _ in columns]
    where = sql.SQL(" or ").join(condition for condition, _ in found)
    yield where, {**person.values(), **found[0][1]}


def columns_of(db: psycopg.Connection, place: str) -> dict[str, str]:
    """Columns of a table with their types."""
    return dict(db.execute(_COLUMNS, [place]).fetchall())
