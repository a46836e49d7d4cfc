"""The yearly review: who has which rights in an instance, and that somebody looked."""

import csv
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from asgiref.sync import sync_to_async
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import override as speaking
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.review_actions import LONGEST_NOTE, confirm_review
from progres.accounts.review_queries import last_review, review_due_at
from progres.audit.actions import record
from progres.database.scope import scoped
from progres.web.access_rows import (
    KIND_WORDS,
    Access,
    Kind,
    search_accesses,
    told,
)
from progres.web.fields import LineField
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.table_files import BYTE_ORDER_MARK, harmless

PAGE_SIZE = 50
AT_ONCE = 1000  # rows of the file read in one transaction


class ReviewForm(forms.Form):
    """What is said of a review."""

    note = LineField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("Such as what was changed because of it."),
    )


@dataclass(frozen=True, kw_only=True)
class Export:
    """For whom the file is, and in which language."""

    by: Membership
    language: str

    @property
    def separator(self) -> str:
        return ";" if self.language.startswith("de") else ","


@require_safe
@requires(Permission.USERS_VIEW)
def show_review(request: TenantRequest) -> HttpResponse:
    return _show(request, ReviewForm())


@require_POST
@requires(Permission.USERS_EDIT)
def confirm(request: TenantRequest) -> HttpResponse:
    """Record that the rights were looked at."""
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    note = form.cleaned_data["note"]
    confirm_review(note=note, by=request.by, at=timezone.now())
    messages.success(request, _("The review is recorded."))
    return redirect("web:access_review", request.tenant.id)


@require_safe
@requires(Permission.USERS_VIEW)
def export(request: TenantRequest) -> StreamingHttpResponse:
    """Answer with all kinds of access as CSV, while it is read."""
    record(
        "access_review.exported",
        tenant_id=request.tenant.id,
        target=request.tenant.target,
        by=request.by.actor,
        at=timezone.now(),
    )
    file = Export(by=request.by, language=get_language() or "de")
    word = "rechte" if file.separator == ";" else "rights"
    name = f"{word}-{timezone.localdate()}.csv"
    return StreamingHttpResponse(
        parts_of(file),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def parts_of(file: Export) -> AsyncIterator[bytes]:
    """The lines of the file, each part in a transaction and a scope of its own."""
    yield await sync_to_async(_lines)(file, [_head(file)], mark=BYTE_ORDER_MARK)
    for kind in Kind:
        after = 0
        while rows := await sync_to_async(_rows)(file, kind, after):
            yield await sync_to_async(_lines)(
                file, [_cells(file, kind, r) for r in rows]
            )
            after = rows[-1].id


def _show(request: TenantRequest, form: ReviewForm) -> HttpResponse:
    wanted = request.GET.get("show", "")
    kind = Kind(wanted) if wanted in set(Kind) else Kind.ACCOUNTS
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    note_view(request, "access_review.viewed", request.tenant.target)
    found = search_accesses(request.by, kind)[first : first + PAGE_SIZE + 1]
    scope, tenant, now = request.by.scope, request.tenant, timezone.now()
    context = {
        "page": page_of(told(request.by, kind, found), number, PAGE_SIZE),
        "kind": kind,
        "kinds": KIND_WORDS.items(),
        "last": last_review(scope, tenant),
        "due_at": review_due_at(scope, tenant),
        "now": now,
        "form": form,
    }
    return render(request, "access_review/show.html", context)


def _rows(file: Export, kind: Kind, after: int) -> list[Access]:
    with transaction.atomic(), scoped(file.by.scope), speaking(file.language):
        found = search_accesses(file.by, kind).filter(id__gt=after)[:AT_ONCE]
        return told(file.by, kind, found)


def _lines(file: Export, rows: list[list[str]], *, mark: str = "") -> bytes:
    text = StringIO(mark)
    text.seek(0, 2)
    csv.writer(text, delimiter=file.separator).writerows(map(harmless, rows))
    return text.getvalue().encode()


def _head(file: Export) -> list[str]:
    with speaking(file.language):
        return [
            *(_("Kind"), _("Who or what"), _("E-mail address or person")),
            *(_("Instance"), _("Rights"), _("Since"), _("Until"), _("Last use")),
        ]


def _cells(file: Export, kind: Kind, row: Access) -> list[str]:
    with speaking(file.language), timezone.override(file.by.tenant.time_zone):
        return [
            *(str(KIND_WORDS[kind]), row.who, row.note, row.instance, row.rights),
            *(_time(file, at) for at in (row.since, row.until, row.used_at)),
        ]


def _time(file: Export, at: datetime | None) -> str:
    if at is None:
        return ""
    form = "%d.%m.%Y %H:%M:%S" if file.separator == ";" else "%Y-%m-%dT%H:%M:%S%z"
    return timezone.localtime(at).strftime(form)
