"""Does the data map say what there is? Each finding is a sentence that says what to do.

What there is comes from the caller: the database's catalogue, files, source texts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from fnmatch import fnmatchcase
from typing import Final

from progres.kit.datamap import Entry, Origin, Personal, Store

# Columns of all tables; partitions have those of their parent. Two texts a row.
COLUMNS: Final = """
select c.relname, a.attname
from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p', 'm', 'f') and not c.relispartition
    and n.nspname not in ('information_schema')
    and n.nspname not like 'pg\\_%'
order by 1, a.attnum
"""


def declaration_problems(entries: Sequence[Entry]) -> Iterator[str]:
    """Find declarations that say nothing, say it twice or contradict themselves."""
    places = Counter((entry.store, entry.place) for entry in entries)
    for (store, place), times in places.items():
        if times > 1:
            yield f"The {store} {place} is declared {times} times; keep one entry."
    for entry in entries:
        yield from _entry_problems(f"The {entry.store} {entry.place}", entry)


def _entry_problems(where: str, entry: Entry) -> Iterator[str]:
    if not entry.purpose.strip():
        yield f"{where} has no purpose; say what it is for."
    if not entry.retention.event.strip():
        yield f"{where} has no retention; say until when it is kept."
    for name, times in Counter(entry.fields).items():
        if times > 1:
            yield f"{where} declares {name} {times} times; keep one."
    for ground, names in entry.personal.items():
        yield from _ground_problems(f"{where}, fields {', '.join(names)}:", ground)


def _ground_problems(where: str, ground: Personal) -> Iterator[str]:
    if not ground.subjects:
        yield f"{where} personal of nobody; name the subjects or declare them plain."
    if not ground.purpose.strip():
        yield f"{where} personal without a purpose; say what they are needed for."
    if ground.kind is None:
        yield f"{where} of no kind; say what kind of data they are."
    if not ground.origins:
        yield f"{where} without an origin; say from where they come."
    if Origin.PERSON in ground.origins and not ground.without.strip():
        yield f"{where} from the person; say what happens when they are not given."
    if ground.retention is not None and not ground.retention.event.strip():
        yield f"{where} an empty retention; say until when they are kept."


def table_problems(
    entries: Iterable[Entry], columns: Mapping[str, Set[str]]
) -> Iterator[str]:
    """Compare the declared columns with those of the database, by table."""
    declared = {e.place: set(e.fields) for e in entries if e.store is Store.TABLE}
    for table in sorted(columns.keys() - declared.keys()):
        yield (
            f"The table {table} is not declared; add an entry with its columns "
            f"({', '.join(sorted(columns[table]))}) to the register.py of its domain."
        )
    for table in sorted(declared.keys() - columns.keys()):
        yield f"The table {table} is declared but gone; remove its entry."
    for table in sorted(declared.keys() & columns.keys()):
        for column in sorted(columns[table] - declared[table]):
            yield (
                f"The column {table}.{column} is not declared; say in the entry of "
                f"{table} whether it is plain or personal."
            )
        for column in sorted(declared[table] - columns[table]):
            yield f"The column {table}.{column} is declared but gone; remove it."


def place_problems(
    entries: Iterable[Entry], store: Store, found: Iterable[str]
) -> Iterator[str]:
    """Compare the declared names of a store with those that are really used."""
    declared = {entry.place for entry in entries if entry.store is store}
    used = set(found)
    for name in sorted(used - declared):
        yield f"The {store} {name} is not declared; add an entry to a register.py."
    for name in sorted(declared - used):
        yield f"The {store} {name} is declared but nothing uses it; remove its entry."


def file_problems(entries: Iterable[Entry], paths: Iterable[str]) -> Iterator[str]:
    """Find files that no declared pattern covers; paths are below the data directory.

    Not the other way round: some files exist only on some machines.
    """
    patterns = [entry.place for entry in entries if entry.store is Store.FILE]
    for path in sorted(paths):
        if not any(fnmatchcase(path, pattern) for pattern in patterns):
            yield (
                f"The file {path} is not declared; add it to privacy/register.py, or "
                "do not write it."
            )
