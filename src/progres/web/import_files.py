"""Files that help with an import: a sample, and the rows that have errors."""

from collections.abc import Iterator, Sequence

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.audit.actions import record
from progres.imports.columns import COLUMNS
from progres.imports.queries import get_import, has_file, wrong_rows
from progres.imports.rules import Kind
from progres.kit.refusal import said_again
from progres.web.exports import streamed
from progres.web.guards import TenantRequest, requires
from progres.web.import_words import KINDS
from progres.web.refusals import in_words
from progres.web.table_files import Form, Row, TableFile, response_of


@require_safe
@requires(Permission.DEVICES_EDIT)
def download_sample(request: TenantRequest) -> HttpResponseBase:
    """Answer with a file of all columns and a row, of ?kind=."""
    wanted = request.GET.get("kind", "")
    kind = Kind(wanted) if wanted in set(Kind) else Kind.DEVICES
    columns = COLUMNS[kind].values()
    head = [in_words(column.label) for column in columns]
    row = [column.example for column in columns]
    return _file(request, str(KINDS[kind]), head, [row])


@require_safe
@requires(Permission.DEVICES_EDIT)
def download_errors(request: TenantRequest, import_id: int) -> HttpResponseBase:
    """Answer with the rows that have errors, as they were, and what is wrong."""
    job = get_import(request.by.scope, import_id)
    if not has_file(request.by.scope, job):
        raise Http404
    found = wrong_rows(request.by.scope, job)
    record(
        "import.errors_exported",
        tenant_id=job.tenant_id,
        target=job.target,
        by=request.by.actor,
        at=timezone.now(),
        details={"rows": len(found)},
    )
    head = [*job.headings, _("Row"), ngettext("Error", "Errors", 2)]
    rows: list[Row] = [
        [
            *row.cells,
            row.number,
            " ".join(
                f"{note.column}: {in_words(said_again(note.sentence, note.facts))}"
                if note.column
                else in_words(said_again(note.sentence, note.facts))
                for note in row.notes
            ),
        ]
        for row in found
    ]
    return _file(request, _("Errors"), head, rows)


def _file(
    request: TenantRequest, name: str, head: Sequence[str], rows: Sequence[Row]
) -> HttpResponseBase:
    language = get_language() or "de"
    wanted = request.GET.get("as", "")
    form = Form.GERMAN if language.startswith("de") else Form.INTERNATIONAL

    def parts() -> Iterator[Sequence[Row]]:
        yield rows

    file = TableFile(
        name=name.lower().replace(" ", "-"),
        head=head,
        parts=parts,
        form=Form(wanted) if wanted in set(Form) else form,
    )
    zone = request.tenant.time_zone
    return response_of(file, streamed(file, language=language, zone=zone))
