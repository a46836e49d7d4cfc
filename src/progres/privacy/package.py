"""The archive that answers a request: a report to read, and all rows for machines."""

import base64
import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import psycopg
from django.utils import translation

from progres.privacy.access import Section, passed_on, sections
from progres.privacy.persons import Person
from progres.privacy.report import ReadingsOf, report_of
from progres.privacy.report_pdf import report_as_pdf
from progres.privacy.rules import Kind
from progres.readings.actions import CSV_HEADING, values_as_csv

READINGS = "data/readings.csv"


def make_package(
    db: psycopg.Connection, person: Person, *, kind: Kind, language: str, at: datetime
) -> bytes:
    """Make the archive, its report in `language` ("de" or "en").

    In it: report.pdf, report.json (what the page shows), schema.json, and for each
    place data/<place>.csv and .json; values of devices are in data/readings.csv, files
    in files/. Times are in UTC.
    """
    found = list(sections(db, person, kind=kind))
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        readings = _write_readings(archive, db, person)
        for section in found:
            _write_section(archive, section)
        archive.writestr("schema.json", _json(_schema(found)))
        with translation.override(language):
            report = report_of(found, readings, passed_on(db, person), kind=kind, at=at)
            archive.writestr("report.json", _json(report.as_json()))
            archive.writestr("report.pdf", report_as_pdf(report))
    return target.getvalue()


def _write_readings(
    archive: ZipFile, db: psycopg.Connection, person: Person
) -> list[ReadingsOf]:
    """Write the values of all devices one after the other; say how many lines each has."""
    told: list[ReadingsOf] = []
    if not person.devices:
        return told
    with archive.open(READINGS, "w") as file:
        file.write(CSV_HEADING)
        for span in person.devices:
            lines = 0
            for part in values_as_csv(
                db,
                person.tenant_ids,
                span.id,
                since=span.since,
                until=span.until,
                names=(span.device, span.dev_eui),
            ):
                lines += part.count(b"\n")
                file.write(part)
            told.append(ReadingsOf(span=span, values=lines))
    return told


def _write_section(archive: ZipFile, section: Section) -> None:
    place = section.entry.place
    rows = [
        {
            column: _plain(archive, place, number, column, value)
            for column, value in zip(section.columns, row, strict=True)
        }
        for number, row in enumerate(section.rows, start=1)
    ]
    archive.writestr(f"data/{place}.json", _json(rows))
    text = io.StringIO()
    table = csv.DictWriter(text, section.columns)
    table.writeheader()
    for row in rows:
        table.writerow(
            {
                name: _json(value) if isinstance(value, dict | list) else value
                for name, value in row.items()
            }
        )
    archive.writestr(f"data/{place}.csv", text.getvalue())


def _plain(
    archive: ZipFile, place: str, number: int, column: str, value: object
) -> object:
    """Say a value as JSON can; a file's content becomes a file of the archive."""
    match value:
        case bytes() if place == "stored_file":
            name = f"files/{number}-{column}"
            archive.writestr(name, value)
            return name
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case list():
            return [_plain(archive, place, number, column, one) for one in value]
        case str() | int() | float() | bool() | dict() | None:
            return value
        case _:
            return str(value)


def _schema(found: Sequence[Section]) -> dict[str, Any]:
    """What the files hold: of each field what it is for, and on what ground."""
    return {
        "readings": {
            "file": READINGS,
            "columns": CSV_HEADING.decode().strip().split(","),
        },
        "places": {
            section.entry.place: {
                "purpose": section.entry.purpose,
                "files": [
                    f"data/{section.entry.place}.{end}" for end in ("csv", "json")
                ],
                "fields": dict(_fields(section)),
            }
            for section in found
        },
    }


def _fields(section: Section) -> Iterator[tuple[str, dict[str, Any]]]:
    grounds = {name: ground for ground, names, _ in section.grounds for name in names}
    for column in section.columns:
        ground = grounds.get(column)
        yield (
            column,
            {
                "personal": ground is not None,
                "purpose": ground.purpose if ground else section.entry.purpose,
                "basis": ground.basis.value if ground else None,
            },
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)
