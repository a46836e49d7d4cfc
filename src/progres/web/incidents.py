"""Pages of the register of breaches of data protection."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.audit.actions import record_about
from progres.database.scope import Scope, scoped
from progres.kit.datamap import Kind, Subject
from progres.kit.languages import LANGUAGES
from progres.privacy.concerned import concerned, find_concerned
from progres.privacy.datamap import DATA_MAP
from progres.privacy.details import details_of
from progres.privacy.incident_actions import (
    change_incident,
    close_incident,
    note_incident,
)
from progres.privacy.incident_letters import letter_to
from progres.privacy.incident_queries import get_incident, search_incidents
from progres.privacy.incident_rules import due_at, hours_left, subjects_of
from progres.privacy.models import Incident
from progres.tenants.queries import tenant_names
from progres.web.document_pdf import document_as_pdf
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.incident_form import IncidentForm, initial_of
from progres.web.incident_words import ROLES
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.refusals import done, told
from progres.web.table_files import Form, TableFile, response_of, written

PAGE_SIZE = 100


@require_safe
@requires(Permission.PRIVACY_VIEW)
def list_incidents(request: TenantRequest) -> HttpResponse:
    now = timezone.now()
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = search_incidents(request.by.scope)[first : first + PAGE_SIZE + 1]
    rows = [{"incident": one, **_clock(one, now)} for one in found]
    context = {"tab": "incidents", "page": page_of(rows, number, PAGE_SIZE)}
    return render(request, "privacy/incidents.html", context)


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def new_incident(request: TenantRequest) -> HttpResponse:
    return _edit(request, None)


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def edit_incident(request: TenantRequest, incident_id: int) -> HttpResponse:
    return _edit(request, get_incident(request.by.scope, incident_id))


@require_safe
@requires(Permission.PRIVACY_VIEW)
def show_incident(request: TenantRequest, incident_id: int) -> HttpResponse:
    incident = get_incident(request.by.scope, incident_id)
    scope = request.by.scope.with_named()
    with scoped(scope):
        names = tenant_names(scope)
    context = {
        "tab": "incidents",
        "incident": incident,
        "role": ROLES[incident.role],
        "names": [names[one] for one in incident.concerned if one in names],
        "kinds": [_(Kind[name].value) for name in incident.kinds],
        "subjects": [_(one.value) for one in _subjects(incident)],
        **_clock(incident, timezone.now()),
    }
    return render(request, "privacy/incident.html", context)


@require_POST
@requires(Permission.PRIVACY_EDIT)
def close(request: TenantRequest, incident_id: int) -> HttpResponse:
    told(
        request,
        lambda: close_incident(incident_id, by=request.by, at=timezone.now()),
        _("The incident is closed."),
    )
    return redirect("web:incident", request.tenant.id, incident_id)


@require_safe
@requires(Permission.PRIVACY_VIEW)
def list_persons(request: TenantRequest, incident_id: int) -> HttpResponse:
    """Show who is concerned, by instance and kind of data."""
    incident = get_incident(request.by.scope, incident_id)
    persons = list(concerned(_reached(request, incident), _subjects(incident)))
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    rows = [
        {"person": one, "subject": _(one.subject.value)}
        for one in persons[first : first + PAGE_SIZE + 1]
    ]
    note_view(request, "incident.persons_viewed", incident.target)
    context = {
        "tab": "incidents",
        "incident": incident,
        "page": page_of(rows, number, PAGE_SIZE),
        "total": len(persons),
    }
    return render(request, "privacy/incident_persons.html", context)


@require_safe
@requires(Permission.PRIVACY_VIEW)
def export_persons(request: TenantRequest, incident_id: int) -> HttpResponseBase:
    """Answer with all who are concerned, as CSV."""
    incident = get_incident(request.by.scope, incident_id)
    lines = [
        [_(one.subject.value), one.tenant_name, one.name, one.reached_by, one.language]
        for one in concerned(_reached(request, incident), _subjects(incident))
    ]
    record_about(
        "incident.persons_exported",
        incident,
        by=request.by.actor,
        at=timezone.now(),
        details={"rows": len(lines)},
    )
    german = (get_language() or "de").startswith("de")
    file = TableFile(
        name="incident",
        head=[_("Whose"), _("Instance"), _("Name"), _("Reached by"), _("Language")],
        parts=lambda: iter([lines]),
        form=Form.GERMAN if german else Form.INTERNATIONAL,
    )
    return response_of(file, list(written(file)))


@require_safe
@requires(Permission.PRIVACY_VIEW)
def get_letter(request: TenantRequest, incident_id: int, person: str) -> HttpResponse:
    """Answer with the letter to a person, as a PDF or as text."""
    incident = get_incident(request.by.scope, incident_id)
    found = find_concerned(_reached(request, incident), _subjects(incident), person)
    if found is None:
        raise Http404
    asked = request.GET.get("language", "")
    with override(asked if asked in LANGUAGES else found.language):
        title = _("Breach of data protection")
        own = details_of(request.by.scope, request.tenant.id)
        text = letter_to(found, incident, own)
    record_about(
        "incident.letter_made",
        incident,
        by=request.by.actor,
        at=timezone.now(),
        details={"person": found.name},
    )
    if request.GET.get("as") == "txt":
        plain = text.replace("## ", "").replace("  \n", "\n")
        content, type_ = f"{title}\n\n{plain}".encode(), "text/plain; charset=utf-8"
    else:
        lead = own.controller or request.tenant.name
        content, type_ = document_as_pdf(title, lead, text), "application/pdf"
    return HttpResponse(content, content_type=type_)


def _edit(request: TenantRequest, incident: Incident | None) -> HttpResponse:
    form = IncidentForm(
        request.POST or None, request=request, initial=initial_of(request, incident)
    )
    if request.method == "POST" and form.is_valid():
        saved = done(form, lambda: _save(request, form, incident))
        if saved is not None:
            messages.success(request, _("Saved."))
            return redirect("web:incident", request.tenant.id, saved.id)
    context = {"tab": "incidents", "form": form, "incident": incident}
    return render(request, "privacy/incident_edit.html", context)


def _save(
    request: TenantRequest, form: IncidentForm, incident: Incident | None
) -> Incident:
    now = timezone.now()
    if incident is None:
        return note_incident(form.said(), tenant=request.tenant, by=request.by, at=now)
    return change_incident(incident.id, form.said(), by=request.by, at=now)


def _clock(incident: Incident, now: datetime) -> dict[str, Any]:
    """Until when the authority must be told, and how many hours are left."""
    due = due_at(incident.role, incident.noticed_at)
    settled = incident.authority_at or incident.authority_reason or incident.closed_at
    if due is None or settled:
        return {"due_at": None}
    left = hours_left(due, at=now)
    return {"due_at": due, "hours_left": max(left, 0), "is_overdue": due <= now}


def _subjects(incident: Incident) -> list[Subject]:
    found = subjects_of(incident.kinds, DATA_MAP)
    return [one for one in Subject if one in found]


def _reached(request: TenantRequest, incident: Incident) -> Scope:
    """The instances concerned that are not closed to who asks."""
    scope = request.by.scope
    concerned = scope.tenant_ids & frozenset(incident.concerned)
    return replace(scope, tenant_ids=concerned)
