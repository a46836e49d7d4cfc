"""Devices and measuring points out of files: /api/v1/imports."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Name, Text
from progres.api.paging import Paging, Part, part_of
from progres.imports.actions import (
    Choice,
    choose_columns,
    discard_import,
    run_import,
    undo_import,
    upload_file,
)
from progres.imports.queries import (
    get_import,
    notes_of,
    search_imports,
    template_named,
)
from progres.imports.rules import MOST_BYTES, UnreadableFile
from progres.kit.refusal import said_again
from progres.tenants.queries import get_tenant

router = Router(tags=["imports"])

KindOfFile = Literal["devices", "measuring_points"]


class ImportIn(Body):
    tenant: Id | None = Field(
        None, description="Where the rows go; the key's own instance if left out."
    )
    kind: KindOfFile
    file_name: Name = Field(examples=["devices.csv"])
    content: str = Field(
        max_length=4 * MOST_BYTES // 3 + 4,
        description="The file (CSV or XLSX, at most 20 MB) in Base64.",
    )
    sheet: Text = Field("", max_length=100, description="Empty: the first sheet.")
    mapping: dict[Text, Text] | None = Field(
        None,
        description="Headings by column, such as {'dev_eui': 'DevEUI'}; left out: as "
        "the template has them, or else as they are guessed.",
        examples=[{"dev_eui": "DevEUI", "name": "Name"}],
    )
    defaults: dict[Text, Text] | None = Field(
        None, description="By column: what holds where a cell is empty."
    )
    template: Text = Field("", max_length=100, description="The name of a template.")
    existing: Literal["skip", "update"] = "skip"
    make_assets: bool = Field(
        False,  # noqa: FBT003 the value if left out
        description="Make assets that a row names and that are missing.",
    )
    dry_run: bool = Field(
        True,  # noqa: FBT003 the value if left out
        description="Only check; false: also take in if nothing is wrong.",
    )


class ImportOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    kind: str
    file_name: str
    headings: list[str]
    mapping: dict[str, str]
    state: str = Field(
        description="uploaded, checking, checked, running, done, undoing, undone or "
        "failed."
    )
    rows_done: int = Field(description="Of the step that is being done.")
    rows_total: int
    counts: dict[str, int] = Field(
        description="created, changed, skipped, assets, errors, wrong_rows, left."
    )
    new_assets: list[str]
    problem: str = Field(description="Why it failed, as a sentence.")
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None

    @staticmethod
    def resolve_problem(job: Any) -> str:
        return str(said_again(job.problem, job.problem_facts)) if job.problem else ""


class ErrorOut(Schema):
    """What is wrong in a row; row 0 is the file as a whole."""

    row: int
    column: str = Field(description="Its heading; empty: the row as a whole.")
    message: str

    @staticmethod
    def resolve_message(note: Any) -> str:
        return str(said_again(note.sentence, note.facts))


@router.get("", response=Part[ImportOut], auth=readers(Permission.DEVICES_EDIT))
def list_imports(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Imports so far, the newest first."""
    found = search_imports(request.by.scope)
    return part_of(found, paging, newest_first=True)


@router.post("", response={201: ImportOut}, auth=writers(Permission.DEVICES_EDIT))
def add_import(request: ApiRequest, fields: ImportIn) -> Status[Any]:
    """Hand a file in; the worker then checks it, and takes it in unless `dry_run`."""
    by, at = request.by, timezone.now()
    tenant = get_tenant(by.scope, fields.tenant or by.tenant.id)
    job = upload_file(
        _decoded(fields.content),
        file_name=fields.file_name,
        kind=fields.kind,
        tenant=tenant,
        sheet=fields.sheet,
        by=by,
        at=at,
    )
    mapping: Mapping[str, str] = job.mapping
    defaults: Mapping[str, str] = job.defaults
    if fields.template:
        template = template_named(by.scope, job, fields.template)
        mapping, defaults = template.mapping, template.defaults
    choice = Choice(
        mapping=mapping if fields.mapping is None else fields.mapping,
        defaults=defaults if fields.defaults is None else fields.defaults,
        existing=fields.existing,
        makes_assets=fields.make_assets,
        runs_at_once=not fields.dry_run,
    )
    return Status(201, choose_columns(job.id, choice, by=by, at=at))


@router.get(
    "/{int:import_id}", response=ImportOut, auth=readers(Permission.DEVICES_EDIT)
)
def show_import(request: ApiRequest, import_id: int) -> object:
    return get_import(request.by.scope, import_id)


@router.get(
    "/{int:import_id}/errors",
    response=Part[ErrorOut],
    auth=readers(Permission.DEVICES_EDIT),
)
def list_errors(
    request: ApiRequest, import_id: int, paging: Query[Paging]
) -> dict[str, Any]:
    """What is wrong in the file, or was not undone, in the order of the rows."""
    scope = request.by.scope
    return part_of(notes_of(scope, get_import(scope, import_id)), paging)


@router.post(
    "/{int:import_id}/run",
    response={202: ImportOut},
    auth=writers(Permission.DEVICES_EDIT),
)
def start_import(request: ApiRequest, import_id: int) -> Status[Any]:
    """Take in what was checked and has no errors: all of it, or nothing."""
    return Status(202, run_import(import_id, by=request.by, at=timezone.now()))


@router.post(
    "/{int:import_id}/undo",
    response={202: ImportOut},
    auth=writers(Permission.DEVICES_EDIT),
)
def revert_import(request: ApiRequest, import_id: int) -> Status[Any]:
    """Undo an import of the last seven days; what something was built on stays."""
    return Status(202, undo_import(import_id, by=request.by, at=timezone.now()))


@router.delete(
    "/{int:import_id}", response={204: None}, auth=writers(Permission.DEVICES_EDIT)
)
def remove_import(request: ApiRequest, import_id: int) -> Status[None]:
    """Forget an import that was not started, and its file."""
    discard_import(import_id, by=request.by, at=timezone.now())
    return Status(204, None)


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableFile("The content is not Base64.") from None
