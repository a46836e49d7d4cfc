"""Pages of the audit log: who did what, when, where, to which thing."""

from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.core import signing
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.queries import find_user_by_email
from progres.audit.actions import record
from progres.audit.queries import Event, find_events
from progres.tenants.queries import tenant_names
from progres.web.audit_export import Export, file_name, parts_of
from progres.web.audit_filters import Filters, chips, person_token
from progres.web.audit_sentences import told
from progres.web.audit_words import GROUPS
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.noted import note_view

PAGE_SIZE = 50
PLACE_SALT = "progres.audit.place"


class PersonForm(forms.Form):
    """Whose entries are wanted, and why."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the account"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is kept in the log, with your name."),
    )


@require_safe
@requires(Permission.AUDIT_VIEW)
def list_entries(request: TenantRequest) -> HttpResponse:
    filters = Filters.read(request.GET, by=request.by)
    before = _read_place(request.GET.get("before", ""))
    events = find_events(
        request.by.scope,
        filters.question(request.by),
        before=before,
        limit=PAGE_SIZE + 1,
    )
    shown = events[:PAGE_SIZE]
    goes_on = before is not None
    note_view(request, "audit_log.viewed", request.tenant.target, goes_on=goes_on)
    names = tenant_names(request.by.scope)
    context = {
        "rows": [(told(event), names.get(event.tenant_id, "")) for event in shown],
        "older": _older(filters, shown) if len(events) > PAGE_SIZE else "",
        "newest": filters.address() if before else "",
        "address": filters.address(),
        "filters": filters,
        "chips": list(chips(filters, request.by)),
        "groups": GROUPS.items(),
        "places": names.items() if len(names) > 1 else (),
    }
    return render(request, "audit/list.html", context)


@require_safe
@requires(Permission.AUDIT_VIEW)
def export_entries(request: TenantRequest) -> HttpResponseBase:
    """Answer with all that the filters find, as CSV, while it is read."""
    filters = Filters.read(request.GET, by=request.by)
    record(
        "audit_log.exported",
        tenant_id=request.tenant.id,
        target=request.tenant.target,
        by=request.by.actor,
        at=timezone.now(),
        details={"filters": filters.said()} if filters.said() else {},
    )
    export = Export(
        by=request.by,
        question=filters.question(request.by),
        names=tenant_names(request.by.scope),
        language=get_language() or "de",
    )
    name = file_name(export, at=timezone.now())
    return StreamingHttpResponse(
        parts_of(export),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@reads_and_sends
@requires(Permission.AUDIT_VIEW_PERSONS)
def filter_by_person(request: TenantRequest) -> HttpResponse:
    """Ask for a reason first, and keep it; then show what the person did."""
    form = PersonForm(request.POST or None)
    filters = Filters.read(request.GET, by=request.by)
    if form.is_valid():
        user = find_user_by_email(request.by.scope, form.cleaned_data["email"])
        if user is not None:
            record(
                "audit_log.person_searched",
                tenant_id=request.tenant.id,
                target=user.target,
                by=request.by.actor,
                at=timezone.now(),
                details={"reason": form.cleaned_data["reason"]},
            )
            token = person_token(user.id, request.by)
            address = filters.address(person=token, user_id=user.id)
            return redirect(f"../{address}")
        form.add_error("email", _("There is no account with this address in reach."))
    return render(
        request, "audit/person.html", {"form": form, "address": filters.address()}
    )


def _older(filters: Filters, shown: Sequence[Event]) -> str:
    """The address of the entries before those shown."""
    at, number = shown[-1].place
    place = signing.dumps([at.isoformat(), number], salt=PLACE_SALT)
    return f"{filters.address()}&before={place}"


def _read_place(text: str) -> tuple[datetime, int] | None:
    """Return where a page begins; None for the newest entry."""
    try:
        at, number = signing.loads(text, salt=PLACE_SALT)
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(at), int(number)
