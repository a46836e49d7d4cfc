"""Pages of the documents that are computed from the data map and the settings."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import override
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.kit.languages import LANGUAGES
from progres.legal.rules import changed_lines, to_html
from progres.privacy.details import details_of, missing_of
from progres.privacy.document_actions import facts_of, keep_current
from progres.privacy.document_queries import newest_versions, versions_of
from progres.privacy.documents.facts import DocumentKind
from progres.privacy.documents.record import heads, rows
from progres.privacy.models import DocumentVersion
from progres.web.document_pdf import document_as_pdf
from progres.web.document_words import ARTICLES, TITLES
from progres.web.guards import TenantRequest, requires
from progres.web.privacy_details import LABELS
from progres.web.table_files import Form, TableFile, response_of, written


@require_safe
@requires(Permission.PRIVACY_VIEW)
def list_documents(request: TenantRequest) -> HttpResponse:
    scope, tenant = request.by.scope, request.tenant
    kept = newest_versions(scope, tenant)
    documents = [
        {
            "kind": kind,
            "title": TITLES[kind],
            "article": ARTICLES[kind],
            "languages": [(one, kept.get((kind, one))) for one in LANGUAGES],
        }
        for kind in DocumentKind
    ]
    missing = missing_of(details_of(scope, tenant.id))
    context = {
        "tab": "documents",
        "documents": documents,
        "missing": [LABELS[name] for name in missing],
    }
    return render(request, "privacy/documents.html", context)


@require_safe
@requires(Permission.PRIVACY_VIEW)
def show_document(request: TenantRequest, document: str, language: str) -> HttpResponse:
    """Show a document as it is now, or an older `version`, with what it changed.

    It is compared with the version before, or with another one: `against`.
    """
    kind, versions = _versions(request, document, language)
    shown = _asked(versions, request.GET.get("version"))
    against = request.GET.get("against", str(shown.version - 1))
    before = next((one for one in versions if str(one.version) == against), None)
    context = {
        "tab": "documents",
        "kind": kind,
        "title": TITLES[kind],
        "language": language,
        "version": shown,
        "is_old": shown != versions[0],
        "body": mark_safe(to_html(shown.content)),  # noqa: S308 made safe by to_html
        "versions": versions,
        "before": before,
        "changes": changed_lines(before.content, shown.content) if before else [],
    }
    return render(request, "privacy/document.html", context)


@require_safe
@requires(Permission.PRIVACY_VIEW)
def get_document(
    request: TenantRequest, document: str, language: str
) -> HttpResponseBase:
    """Answer with a version as a PDF or as Markdown; the record also as a workbook."""
    kind, versions = _versions(request, document, language)
    version = _asked(versions, request.GET.get("version"))
    form = request.GET.get("as", "pdf")
    if form == "xlsx" and kind == DocumentKind.RECORD:
        return _workbook(request, language)
    with override(language):
        title = str(TITLES[kind])
    if form == "md":
        content, type_ = f"# {title}\n\n{version.content}".encode(), "text/markdown"
        type_ = f"{type_}; charset=utf-8"
    elif form == "pdf":
        lead = f"{request.tenant.name} · {version.made_at:%Y-%m-%d} · {version.version}"
        content, type_ = (
            document_as_pdf(title, lead, version.content),
            "application/pdf",
        )
    else:
        raise Http404
    name = f"{kind}-{language}-{version.version}.{form}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=type_, headers=disposition)


def _versions(
    request: TenantRequest, document: str, language: str
) -> tuple[DocumentKind, list[DocumentVersion]]:
    """Which document is meant, and all versions, the newest of which is made now."""
    if document not in list(DocumentKind) or language not in LANGUAGES:
        raise Http404
    scope, tenant = request.by.scope, request.tenant
    kind = DocumentKind(document)
    keep_current(kind, language, tenant=tenant, scope=scope, at=timezone.now())
    return kind, versions_of(scope, tenant, kind, language)


def _asked(versions: list[DocumentVersion], number: str | None) -> DocumentVersion:
    if number is None:
        return versions[0]
    found = next((one for one in versions if str(one.version) == number), None)
    if found is None:
        raise Http404
    return found


def _workbook(request: TenantRequest, language: str) -> HttpResponseBase:
    with override(language):
        facts = facts_of(
            DocumentKind.RECORD, request.tenant, request.by.scope, at=timezone.now()
        )
        head, lines = heads(), list(rows(facts))
    file = TableFile(
        name="record", head=head, parts=lambda: iter([lines]), form=Form.WORKBOOK
    )
    return response_of(file, written(file))
