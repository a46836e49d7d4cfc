"""Pages of imports: handing a file in, its columns, what is wrong, and what came of it."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.imports.actions import (
    choose_columns,
    delete_template,
    discard_import,
    run_import,
    undo_import,
    upload_file,
)
from progres.imports.queries import (
    first_rows,
    get_import,
    has_file,
    notes_of,
    search_imports,
    search_templates,
)
from progres.imports.rules import UNDONE_WITHIN, State, UnreadableFile
from progres.kit.refusal import said_again
from progres.tenants.queries import get_tenant
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.import_form import ColumnsForm, UploadForm
from progres.web.import_words import KINDS, STATES
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.refusals import done, in_words, told

if TYPE_CHECKING:
    from progres.imports.models import Import

PAGE_SIZE = 50
ROWS_SHOWN = 3  # of the file, so that people see what its headings mean


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def list_imports(request: TenantRequest) -> HttpResponse:
    """Hand a file in, and see the imports so far; the address may bring ?kind=."""
    known = {"tenant": request.tenant.id, "kind": request.GET.get("kind", "")}
    form = UploadForm(
        request.POST or None, request.FILES or None, initial=known, by=request.by
    )
    job = done(form, lambda: _uploaded(request, form), beside={UnreadableFile: "file"})
    if job is not None:
        return redirect("web:import_columns", request.tenant.id, job.id)
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    rows = list(search_imports(request.by.scope)[first : first + PAGE_SIZE + 1])
    context = {
        "form": form,
        "page": page_of(rows, number, PAGE_SIZE),
        "templates": search_templates(request.by.scope, tenant_id=request.tenant.id),
        "kinds": KINDS,
        "states": STATES,
    }
    return render(request, "imports/list.html", context)


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def choose(request: TenantRequest, import_id: int) -> HttpResponse:
    """Choose what stands under which heading, and let every row be checked."""
    job = get_import(request.by.scope, import_id)
    if not job.is_open or not has_file(request.by.scope, job):
        return redirect("web:import", request.tenant.id, import_id)
    form = ColumnsForm(request.POST or None, job=job, by=request.by)
    chosen = done(
        form,
        lambda: choose_columns(
            import_id, form.choice, by=request.by, at=timezone.now()
        ),
    )
    if chosen is not None:
        return redirect("web:import", request.tenant.id, import_id)
    context = {
        "job": job,
        "form": form,
        "kinds": KINDS,
        "rows": first_rows(request.by.scope, job, limit=ROWS_SHOWN),
    }
    return render(request, "imports/columns.html", context)


@require_safe
@requires(Permission.DEVICES_EDIT)
def show_import(request: TenantRequest, import_id: int) -> HttpResponse:
    """Show how an import stands; while the worker is at it, the page asks again."""
    scope = request.by.scope
    job = get_import(scope, import_id)
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    notes = list(notes_of(scope, job)[first : first + PAGE_SIZE + 1])
    note_view(request, "import.viewed", job.target, tenant_id=job.tenant_id)
    context = {
        "job": job,
        "page": page_of(notes, number, PAGE_SIZE),
        "words": {n.id: in_words(said_again(n.sentence, n.facts)) for n in notes},
        "problem": in_words(said_again(job.problem, job.problem_facts))
        if job.problem
        else "",
        "state_word": STATES[job.state],
        "kind_word": KINDS[job.kind],
        "has_file": has_file(scope, job),
        "can_undo": _can_undo(job),
        "undone_until": job.finished_at and job.finished_at + UNDONE_WITHIN,
    }
    return render(request, "imports/show.html", context)


@require_POST
@requires(Permission.DEVICES_EDIT)
def run(request: TenantRequest, import_id: int) -> HttpResponse:
    told(
        request,
        lambda: run_import(import_id, by=request.by, at=timezone.now()),
        _("The import has begun."),
    )
    return redirect("web:import", request.tenant.id, import_id)


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def undo(request: TenantRequest, import_id: int) -> HttpResponse:
    """Say what undoing does, and do it."""
    job = get_import(request.by.scope, import_id)
    if request.method == "POST":
        told(
            request,
            lambda: undo_import(import_id, by=request.by, at=timezone.now()),
            _("The import is being undone."),
        )
        return redirect("web:import", request.tenant.id, import_id)
    return render(request, "imports/undo.html", {"job": job})


@require_POST
@requires(Permission.DEVICES_EDIT)
def discard(request: TenantRequest, import_id: int) -> HttpResponse:
    discarded = told(
        request,
        lambda: discard_import(import_id, by=request.by, at=timezone.now()),
        _("The file is deleted; nothing was taken in."),
    )
    if discarded:
        return redirect("web:import_list", request.tenant.id)
    return redirect("web:import", request.tenant.id, import_id)


@require_POST
@requires(Permission.DEVICES_EDIT)
def remove_template(request: TenantRequest, template_id: int) -> HttpResponse:
    delete_template(template_id, by=request.by, at=timezone.now())
    messages.success(request, _("The template is deleted."))
    return redirect("web:import_list", request.tenant.id)


def _uploaded(request: TenantRequest, form: UploadForm) -> "Import":
    upload = form.cleaned_data["file"]
    return upload_file(
        upload.read(),
        file_name=upload.name or "",
        kind=form.cleaned_data["kind"],
        tenant=get_tenant(request.by.scope, form.cleaned_data["tenant"]),
        sheet=form.cleaned_data["sheet"],
        by=request.by,
        at=timezone.now(),
    )


def _can_undo(job: "Import") -> bool:
    if job.state != State.DONE or job.finished_at is None:
        return False
    return timezone.now() < job.finished_at + UNDONE_WITHIN
