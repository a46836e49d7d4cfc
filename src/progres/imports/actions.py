"""Uploading a file, choosing its columns, starting, undoing and discarding an import."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.imports.columns import COLUMNS
from progres.imports.models import Import, ImportFile, ImportNote, ImportTemplate
from progres.imports.queries import (
    file_context,
    get_import,
    get_template,
    has_file,
    search_templates,
)
from progres.imports.rows import checked_defaults, checked_mapping
from progres.imports.rules import (
    MOST_BYTES,
    UNDONE_WITHIN,
    BadImport,
    Existing,
    Kind,
    NotNow,
    State,
    UnreadableFile,
    guessed,
)
from progres.imports.tables import open_table, sheets_of
from progres.kit.words import is_one_line
from progres.tenants.models import Tenant

LONGEST_FILE_NAME = 200
# What somebody needs for a column of points; whatever else is asked for has its own.
_NEEDED = {
    Kind.DEVICES: Permission.DEVICES_EDIT,
    Kind.POINTS: Permission.MEASURING_POINTS_EDIT,
}


class MayNot(BadImport):
    """The person lacks a right that a part of the import needs."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a person chooses: the columns, and what holds where they say nothing."""

    mapping: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)
    existing: str = Existing.SKIP
    makes_assets: bool = False
    template_name: str = ""  # keeps the columns for the next time
    runs_at_once: bool = False  # where nothing is wrong


@transaction.atomic
def upload_file(
    content: bytes,
    *,
    file_name: str,
    kind: str,
    tenant: Tenant,
    sheet: str = "",
    by: Membership,
    at: datetime,
) -> Import:
    """Keep a file for an import, with columns as a template or its headings have them.

    Raises UnreadableFile, and BadImport for another kind.
    """
    if kind not in set(Kind):
        raise BadImport(
            "'%(kind)s' is no kind of import; use one of %(kinds)s.",
            kind=kind[:40],
            kinds=", ".join(Kind),
        )
    _check_right(_NEEDED[Kind(kind)], by)
    if len(content) > MOST_BYTES:
        open_table(content)  # which says so
    sheets = sheets_of(content)
    headings = list(open_table(content, sheet=sheet).headings)
    template = _fitting(headings, kind, tenant, by)
    job = Import(
        tenant=tenant,
        acting=by.tenant,
        user=by.user,
        asset_ids=None if by.scope.asset_ids is None else sorted(by.scope.asset_ids),
        kind=kind,
        file_name=_checked_name(file_name, sheet),
        sheet=sheet or (sheets[0] if sheets else ""),
        headings=headings,
        mapping=template.mapping if template else guess(headings, kind),
        defaults=template.defaults if template else {},
        existing=Existing.SKIP,
        created_at=at,
    )
    job.save(force_insert=True)
    ImportFile(
        import_in=job,
        tenant=tenant,
        sealed=settings.MASTER_KEYS.seal(content, context=file_context(job)),
        uploaded_at=at,
    ).save(force_insert=True)
    return job


def guess(headings: list[str], kind: str) -> dict[str, str]:
    """Say which headings mean which columns, as far as they are usual ones."""
    return guessed(headings, {c.name: c.words for c in COLUMNS[kind].values()})


@transaction.atomic
def choose_columns(
    import_id: int, choice: Choice, *, by: Membership, at: datetime
) -> Import:
    """Choose what is under which heading; the worker then checks every row.

    Raises Import.DoesNotExist, NotNow once it was started, and BadImport.
    """
    job = get_import(by.scope, import_id, to_change=True)
    _check_open(job, by)
    if choice.existing not in set(Existing):
        raise BadImport(
            "'%(existing)s' is unknown; use one of %(known)s.",
            existing=choice.existing[:40],
            known=", ".join(Existing),
        )
    job.mapping = checked_mapping(job.kind, job.headings, choice.mapping)
    job.defaults = checked_defaults(job.kind, choice.defaults)
    job.existing = choice.existing
    job.makes_assets = choice.makes_assets
    job.runs_at_once = choice.runs_at_once
    for name in (n for n, c in COLUMNS[job.kind].items() if c.is_needed):
        if name not in {*job.mapping, *job.defaults}:
            raise BadImport(
                "No heading is chosen for '%(column)s', which every row needs.",
                column=COLUMNS[job.kind][name].label,
            )
    check_rights(job, by)
    if choice.template_name.strip():
        _keep_template(job, choice.template_name.strip(), by=by, at=at)
    _begin(job, State.CHECKING, by)
    return job


@transaction.atomic
def run_import(import_id: int, *, by: Membership, at: datetime) -> Import:  # noqa: ARG001 as every action
    """Let the worker take in what was checked.

    Raises Import.DoesNotExist, NotNow where it was not checked or has errors.
    """
    job = get_import(by.scope, import_id, to_change=True)
    if job.state != State.CHECKED:
        raise NotNow("Only an import that was checked can be started.")
    if job.counts.get("errors"):
        raise NotNow(
            "%(count)s errors are in the file; correct them and upload it anew.",
            count=job.counts["errors"],
        )
    _check_open(job, by)
    check_rights(job, by)
    _begin(job, State.RUNNING, by)
    return job


@transaction.atomic
def undo_import(import_id: int, *, by: Membership, at: datetime) -> Import:
    """Let the worker undo an import of the last days, as far as that can be.

    Raises Import.DoesNotExist, and NotNow.
    """
    job = get_import(by.scope, import_id, to_change=True)
    if job.state != State.DONE or job.finished_at is None:
        raise NotNow("Only an import that is done can be undone.")
    if at >= job.finished_at + UNDONE_WITHIN:
        raise NotNow("An import can be undone for 7 days; that time is over.")
    check_rights(job, by)
    _begin(job, State.UNDOING, by)
    return job


@transaction.atomic
def discard_import(import_id: int, *, by: Membership, at: datetime) -> None:
    """Forget an import that was not started, and its file.

    Raises Import.DoesNotExist, and NotNow.
    """
    job = get_import(by.scope, import_id, to_change=True)
    if not job.is_open:
        raise NotNow("This import was started; it cannot be discarded.")
    record_about("import.discarded", job, by=by.actor, at=at)
    job.delete()


@transaction.atomic
def delete_template(template_id: int, *, by: Membership, at: datetime) -> None:
    """Forget a template. Raises ImportTemplate.DoesNotExist."""
    template = get_template(by.scope, template_id)
    record_about("import_template.deleted", template, by=by.actor, at=at)
    template.delete()


def _begin(job: Import, state: State, by: Membership) -> None:
    """Hand an import over to the worker, who acts as this person."""
    job.state = state
    job.user, job.acting = by.user, by.tenant
    job.origin = asdict(by.origin)
    job.attempts = job.rows_done = job.rows_total = 0
    job.problem, job.problem_facts = "", {}
    job.save()
    ImportNote.objects.of(by.scope).filter(import_in=job).delete()


def _check_open(job: Import, by: Membership) -> None:
    if not job.is_open:
        raise NotNow("This import was started already.")
    if not has_file(by.scope, job):
        raise NotNow("The file is kept no more; upload it anew.")


def check_rights(job: Import, by: Membership) -> None:
    """Raise MayNot where a part of an import needs what the person may not do."""
    _check_right(_NEEDED[Kind(job.kind)], by)
    if job.makes_assets:
        _check_right(Permission.ASSETS_EDIT, by)
    if job.kind == Kind.POINTS and "meter_number" in {*job.mapping, *job.defaults}:
        _check_right(Permission.METERS_EXCHANGE, by)


def _check_right(permission: Permission, by: Membership) -> None:
    if not by.may(permission):
        raise MayNot(
            "This import needs the right '%(right)s', which you do not have.",
            right=str(permission),
        )


def _fitting(
    headings: list[str], kind: str, tenant: Tenant, by: Membership
) -> ImportTemplate | None:
    """Find the newest template of just these headings."""
    templates = search_templates(by.scope, tenant_id=tenant.id, kind=kind)
    return templates.filter(headings=headings).order_by("-id").first()


def _keep_template(job: Import, name: str, *, by: Membership, at: datetime) -> None:
    """Keep the columns under a name; the one of that name before goes."""
    if len(name) > 100 or not is_one_line(name):
        raise BadImport("A template needs a name in one line of up to 100 characters.")
    template, is_new = ImportTemplate.objects.of(by.scope).update_or_create(
        tenant=job.tenant,
        kind=job.kind,
        name=name,
        defaults={
            "headings": job.headings,
            "mapping": job.mapping,
            "defaults": job.defaults,
        },
        create_defaults={
            "headings": job.headings,
            "mapping": job.mapping,
            "defaults": job.defaults,
            "created_at": at,
        },
    )
    if is_new:
        record_about("import_template.created", template, by=by.actor, at=at)
    else:
        record_about("import_template.changed", template, by=by.actor, at=at)


def _checked_name(file_name: str, sheet: str) -> str:
    """Return a file's name without the folders it was in; refuse what nobody sees."""
    name = file_name.replace("\\", "/").rpartition("/")[2].strip()
    if not name:
        raise UnreadableFile("The file has no name; give it one such as devices.csv.")
    for text in (name, sheet):
        if not is_one_line(text):
            raise UnreadableFile(
                "'%(text)s' holds signs that cannot be seen; use letters, digits and "
                "the like.",
                text=text[:60],
            )
    return name[:LONGEST_FILE_NAME]
