from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection

from progres.database.scope import Scope
from progres.devices.rules import HEX_KEY
from progres.imports.cells import Cell, as_text
from progres.imports.columns import COLUMNS
from progres.imports.models import (
    Import,
    ImportFile,
    ImportItem,
    ImportNote,
    ImportNoteQuerySet,
    ImportQuerySet,
    ImportTemplate,
    ImportTemplateQuerySet,
)
from progres.imports.rules import NotNow
from progres.imports.tables import Row, open_table

HIDDEN = "…"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An import at which there is something to do, and as whom, acting where."""

    import_id: int
    tenant_id: int
    acting_id: int
    user_id: int | None


def search_imports(scope: Scope, *, kind: str = "") -> ImportQuerySet:
    """Imports into the instances in scope, the newest first."""
    imports = Import.objects.of(scope).select_related("tenant", "user")
    if kind:
        imports = imports.filter(kind=kind)
    return imports.order_by("-id")


def get_import(scope: Scope, import_id: int, *, to_change: bool = False) -> Import:
    """Raise Import.DoesNotExist for an import that is not in scope.

    Whoever changes it says so: nobody else can before the transaction ends.
    """
    imports = search_imports(scope)
    if to_change:
        imports = imports.select_for_update(of=("self",))
    return imports.get(id=import_id)


def notes_of(scope: Scope, job: Import) -> ImportNoteQuerySet:
    """What is wrong with the file, or was not undone, in the order of the rows."""
    return ImportNote.objects.of(scope).filter(import_in=job).order_by("row", "id")


def has_file(scope: Scope, job: Import) -> bool:
    """Say whether the file is still kept."""
    return ImportFile.objects.of(scope).filter(import_in=job).exists()


def content_of(scope: Scope, job: Import) -> bytes:
    """Return the file as it came. Raises NotNow if it is kept no more."""
    kept = ImportFile.objects.of(scope).filter(import_in=job).first()
    if kept is None:
        raise NotNow("The file is kept no more; upload it anew.")
    return settings.MASTER_KEYS.unseal(bytes(kept.sealed), context=file_context(job))


def file_context(job: Import) -> str:
    """What the sealed file is bound to, so that it opens in no other row."""
    return f"import {job.id} file"


@dataclass(frozen=True, kw_only=True)
class WrongRow:
    """A row of a file with what is wrong in it; keys are left out."""

    number: int
    cells: Sequence[Cell]
    notes: Sequence[ImportNote]


def wrong_rows(scope: Scope, job: Import) -> list[WrongRow]:
    """Return the rows that have errors, in the order of the file. Raises NotNow."""
    notes: dict[int, list[ImportNote]] = defaultdict(list)
    for note in notes_of(scope, job):
        notes[note.row].append(note)
    return [
        WrongRow(number=number, cells=cells, notes=notes[number])
        for number, cells in _rows(scope, job)
        if number in notes
    ]


def first_rows(scope: Scope, job: Import, *, limit: int) -> list[Sequence[str]]:
    """Return how the file begins, without keys. Raises NotNow."""
    rows = islice(_rows(scope, job), limit)
    return [[as_text(cell) for cell in cells] for _, cells in rows]


def _rows(scope: Scope, job: Import) -> Iterator[Row]:
    """Read a file anew, as wide as its headings, and leave out what may be a key."""
    table = open_table(content_of(scope, job), sheet=job.sheet)
    secret = {
        table.headings.index(heading)
        for name, heading in job.mapping.items()
        if COLUMNS[job.kind][name].is_secret and heading in table.headings
    }
    width = len(table.headings)
    for number, cells in table.rows:
        filled = [*cells[:width], *[None] * (width - len(cells))]
        yield (
            number,
            [
                HIDDEN if cell and (place in secret or _may_be_key(cell)) else cell
                for place, cell in enumerate(filled)
            ],
        )


def _may_be_key(cell: Cell) -> bool:
    """Say whether a cell looks like a key, whatever heading it stands under."""
    return HEX_KEY.fullmatch("".join(as_text(cell).split()).lower()) is not None


def search_templates(
    scope: Scope, *, tenant_id: int, kind: str = ""
) -> ImportTemplateQuerySet:
    """Templates of an instance in scope, by name."""
    templates = ImportTemplate.objects.of(scope).filter(tenant_id=tenant_id)
    if kind:
        templates = templates.filter(kind=kind)
    return templates.order_by("name", "id")


def template_named(scope: Scope, job: Import, name: str) -> ImportTemplate:
    """Raise ImportTemplate.DoesNotExist where the instance has none of this name."""
    templates = search_templates(scope, tenant_id=job.tenant_id, kind=job.kind)
    return templates.get(name=name)


def get_template(scope: Scope, template_id: int) -> ImportTemplate:
    """Raise ImportTemplate.DoesNotExist for one that is not in scope."""
    return ImportTemplate.objects.of(scope).get(id=template_id)


def imports_of(scope: Scope, thing: str, thing_id: int) -> list[ImportItem]:
    """By which imports a thing came or was changed, the newest first."""
    items = ImportItem.objects.of(scope).filter(thing=thing, thing_id=thing_id)
    return list(items.select_related("import_in__user").order_by("-id"))


def dev_euis_in_use(tenant_id: int, dev_euis: Sequence[str]) -> list[str]:
    """Say which DevEUIs an instance in scope uses, also by devices out of reach."""
    row = _row("select dev_euis_in_use(%s, %s)", [tenant_id, list(dev_euis)])
    euis: list[str] = row[0]
    return euis


def waiting_imports() -> list[Waiting]:
    """What the worker has to do, the oldest first; known before there is a scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, tenant_id, acting_id, user_id from waiting_imports()"
        )
        names = ("import_id", "tenant_id", "acting_id", "user_id")
        return [Waiting(**dict(zip(names, row, strict=True))) for row in cursor]


def is_alone(import_id: int) -> bool:
    """Say whether nobody else works at an import, and let nobody until the end."""
    locked: bool = _row("select pg_try_advisory_xact_lock(731, %s)", [import_id])[0]
    return locked


def _row(query: str, values: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()
