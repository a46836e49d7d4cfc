"""Files, and imports that are gone through as the worker does."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from openpyxl import Workbook

from progres.accounts.membership import Membership
from progres.database.scope import scoped
from progres.imports.actions import Choice, choose_columns, run_import, upload_file
from progres.imports.models import Import
from progres.imports.queries import get_import, notes_of
from progres.imports.rules import Kind
from progres.imports.work import work_on_imports
from progres.kit.refusal import said_again
from progres.tenants.models import Tenant
from tests.world import NOON, World

TYPE = "Muster Sensorik Raum 3"
TWO_DEVICES = f"""DevEUI;Gerätename;Gerätetyp;Objekt;Breitengrad;Längengrad;AppKey
70B3D57ED0000101;Raumfühler A;{TYPE};;52,5200;13,4050;{"0123456789abcdef" * 2}
70-B3-D5-7E-D0-00-01-02;Raumfühler B;{TYPE.lower()};;;;
"""


@contextmanager
def acting(who: Membership) -> Iterator[None]:
    """Let somebody act."""
    with transaction.atomic(), scoped(who.scope):
        yield


def upload(
    content: str | bytes,
    *,
    by: Membership,
    tenant: Tenant | None = None,
    kind: str = Kind.DEVICES,
    name: str = "liste.csv",
    at: datetime = NOON,
) -> Import:
    """Hand in a file, into the own instance if no other is named."""
    text = content.encode() if isinstance(content, str) else content
    with acting(by):
        return upload_file(
            text,
            file_name=name,
            kind=kind,
            tenant=tenant or by.tenant,
            by=by,
            at=at,
        )


def checked(
    content: str | bytes,
    *,
    by: Membership,
    tenant: Tenant | None = None,
    kind: str = Kind.DEVICES,
    choice: Choice | None = None,
    defaults: Mapping[str, str] | None = None,
    at: datetime = NOON,
) -> Import:
    """Hand in a file and let it be checked with the columns that are guessed."""
    job = upload(content, by=by, tenant=tenant, kind=kind, at=at)
    chosen = replace(choice or Choice(mapping={}), mapping=job.mapping)
    chosen = replace(chosen, defaults=defaults or chosen.defaults)
    with acting(by):
        choose_columns(job.id, chosen, by=by, at=at)
    return worked(job, by=by, at=at)


def taken(content: str | bytes, *, by: Membership, **more: object) -> Import:
    """Hand in a file, check it and take it in."""
    job = checked(content, by=by, **more)  # type: ignore[arg-type] # passed on
    assert not errors(job, by=by)
    with acting(by):
        run_import(job.id, by=by, at=job.created_at)
    return worked(job, by=by, at=job.created_at)


def worked(job: Import, *, by: Membership, at: datetime = NOON) -> Import:
    """Let the worker do what waits."""
    assert work_on_imports(at=at) == 1
    with acting(by):
        return get_import(by.scope, job.id)


def errors(job: Import, *, by: Membership) -> list[tuple[int, str, str]]:
    """What is wrong with a file: rows, headings and sentences."""
    with acting(by):
        return [
            (note.row, note.column, str(said_again(note.sentence, note.facts)))
            for note in notes_of(by.scope, job)
        ]


def book(*rows: Sequence[object], title: str = "Geräte") -> bytes:
    """An XLSX file with one sheet."""
    made = Workbook(write_only=True)
    sheet = made.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def count_of(world: World, query: object) -> int:
    """Count rows as everybody sees them."""
    with acting(world.otto):
        return int(query.count())  # type: ignore[attr-defined] # a queryset
