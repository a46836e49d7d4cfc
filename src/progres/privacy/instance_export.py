"""All data of an instance and those below, as an archive that is made while it is sent.

In it: schema.json, for each table data/<table>.jsonl or .csv, readings by device, and
files. Secrets and what only helps to find or draw things are left out.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import connection, transaction

from progres.database.scope import Scope, scoped
from progres.devices.queries import search_devices
from progres.kit.datamap import Entry
from progres.privacy.finding import ENTRIES
from progres.readings.actions import CSV_HEADING, values_as_csv
from progres.readings.queries import first_and_last

AT_ONCE = 2000  # rows read in one transaction
LEFT_OUT = frozenset(
    (
        *("reading", "reading_late", "answer_package", "alarm_feed", "alarm_watch"),
        *("device_key", "display_token", "identity_provider", "restricted_row"),
        *("import_file", "mfa_authenticator", "account_session", "email_change"),
    )
)
_SECRET = ("hash", "sealed", "salt", "secret", "password", "commitment", "frames")
_COLUMNS = """
select attname, format_type(atttypid, atttypmod) from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped
    and has_column_privilege(attrelid, attnum, 'select') order by attnum
"""


class Form(StrEnum):
    """In which form tables are written."""

    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, kw_only=True)
class Table:
    """What is written of a table."""

    entry: Entry
    columns: Sequence[tuple[str, str]]  # and types of PostgreSQL

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns]


class _Sent(io.RawIOBase):
    """Takes what the archive writes, until it is sent."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._waiting += part
        return len(part)

    def taken(self) -> bytes:
        part = bytes(self._waiting)
        self._waiting.clear()
        return part


def instance_archive(scope: Scope, form: Form) -> Iterator[bytes]:
    """Write the archive part by part; each part is read in a transaction of its own.

    The scope says of which instances; what it does not reach is not in it.
    """
    sent = _Sent()
    with ZipFile(cast("BinaryIO", sent), "w", ZIP_DEFLATED) as archive:
        tables = _tables(scope)
        archive.writestr("schema.json", _json(_schema(tables, form)))
        for table in tables:
            with archive.open(f"data/{table.entry.place}.{_ending(form)}", "w") as file:
                for part in _table(scope, table, form):
                    file.write(part)
                    yield sent.taken()
        with archive.open("data/readings.csv", "w") as file:
            file.write(CSV_HEADING)
            for part in _readings(scope):
                file.write(part)
                yield sent.taken()
        for name, content in _files(scope):
            archive.writestr(name, content)
            yield sent.taken()
    yield sent.taken()


def _ending(form: Form) -> str:
    return "csv" if form is Form.CSV else "jsonl"


@transaction.atomic
def _tables(scope: Scope) -> list[Table]:
    """The tables that belong to instances, with what of them may be read."""
    found = []
    with scoped(scope), connection.cursor() as cursor:
        for place, entry in ENTRIES.items():
            if place in LEFT_OUT or place.endswith("_word"):
                continue
            cursor.execute(_COLUMNS, [place])
            columns = [
                (name, kind)
                for name, kind in cursor.fetchall()
                if not any(word in name for word in _SECRET)
                and not (place == "stored_file" and kind == "bytea")
            ]
            if "tenant_id" in dict(columns):
                found.append(Table(entry=entry, columns=columns))
    return found


def _table(scope: Scope, table: Table, form: Form) -> Iterator[bytes]:
    """The rows of a table in the order of their ids, or by device."""
    if form is Form.CSV:
        yield _lines([table.names])
    if "id" in table.names:
        last = 0
        while rows := _rows(
            scope, table, "id > %s order by id limit %s", last, AT_ONCE
        ):
            yield _written(table, rows, form)
            last = rows[-1]["id"]
    elif "device_id" in table.names:
        for device_id in _device_ids(scope):
            if rows := _rows(scope, table, "device_id = %s", device_id):
                yield _written(table, rows, form)
    else:
        yield _written(table, _rows(scope, table, "true"), form)


@transaction.atomic
def _rows(scope: Scope, table: Table, where: str, *values: int) -> list[dict[str, Any]]:
    names = ", ".join(f'"{name}"' for name in table.names)
    statement = (
        f'select to_jsonb(r) from (select {names} from "{table.entry.place}"'  # noqa: S608 of the catalogue
        f" where tenant_id = any(%s) and {where}) r"
    )
    with scoped(scope, use="export"), connection.cursor() as cursor:
        cursor.execute(statement, [list(scope.tenant_ids), *values])
        return [json.loads(row) if isinstance(row, str) else row for (row,) in cursor]


def _written(table: Table, rows: Sequence[dict[str, Any]], form: Form) -> bytes:
    if form is Form.JSON:
        return b"".join(f"{_json(row)}\n".encode() for row in rows)
    return _lines(
        [
            [
                _json(value) if isinstance(value, dict | list) else value
                for value in (row[name] for name in table.names)
            ]
            for row in rows
        ]
    )


def _lines(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@transaction.atomic
def _device_ids(scope: Scope) -> list[int]:
    with scoped(scope):
        return list(search_devices(scope).order_by("id").values_list("id", flat=True))


def _readings(scope: Scope) -> Iterator[bytes]:
    """All values, device by device and year by year."""
    for device_id in _device_ids(scope):
        with transaction.atomic(), scoped(scope, use="export"):
            ends = first_and_last(scope, device_id)
        if ends is None:
            continue
        for year in range(ends[0].year, ends[1].year + 1):
            yield _year(scope, device_id, year)


@transaction.atomic
def _year(scope: Scope, device_id: int, year: int) -> bytes:
    with scoped(scope, use="export"):
        device = search_devices(scope).get(id=device_id)
        connection.ensure_connection()
        return b"".join(
            values_as_csv(
                connection.connection,
                list(scope.tenant_ids),
                device_id,
                since=datetime(year, 1, 1, tzinfo=UTC),
                until=datetime(year + 1, 1, 1, tzinfo=UTC),
                names=(device.name, device.dev_eui),
            )
        )


def _files(scope: Scope) -> Iterator[tuple[str, bytes]]:
    """Every file as it was uploaded, under its id and name."""
    last = 0
    while found := _file_after(scope, last):
        last, name, content = found
        yield f"files/{last}-{name.replace('/', '_')}", content


@transaction.atomic
def _file_after(scope: Scope, last: int) -> tuple[int, str, bytes] | None:
    with scoped(scope, use="export"), connection.cursor() as cursor:
        cursor.execute(
            "select id, name, content from stored_file"
            " where tenant_id = any(%s) and id > %s order by id limit 1",
            [list(scope.tenant_ids), last],
        )
        row = cursor.fetchone()
    return (row[0], row[1], bytes(row[2])) if row else None


def _schema(tables: Sequence[Table], form: Form) -> dict[str, Any]:
    """What stands where: each table with its purpose, columns and their types."""
    return {
        "form": form.value,
        "readings": CSV_HEADING.decode().strip().split(","),
        "tables": {
            table.entry.place: {
                "file": f"data/{table.entry.place}.{_ending(form)}",
                "purpose": table.entry.purpose,
                "columns": dict(table.columns),
            }
            for table in tables
        },
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
