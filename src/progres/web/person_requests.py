"""Requests of persons: the queue, one of them, and what one press does to it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.audit.queries import Question, find_events
from progres.privacy.decisions import (
    hand_package,
    prepare_anew,
    take_package,
    try_again,
)
from progres.privacy.models import PersonRequest
from progres.privacy.request_queries import (
    STATES,
    find_package,
    get_request,
    search_requests,
    spans_of,
)
from progres.privacy.requests import withdraw_request
from progres.privacy.rules import ANSWERED_BY_PACKAGE, HandedBy, Kind, State
from progres.web.audit_sentences import told as in_sentence
from progres.web.audit_words import SENTENCES, group_of
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.person_request_words import described, package_file
from progres.web.privacy_words import HANDED, KINDS
from progres.web.refusals import told

PAGE_SIZE = 50
ENTRIES_SHOWN = 200
CHANGES = tuple(a for a in SENTENCES if group_of(a) == "privacy")


@require_safe
@requires(Permission.PRIVACY_VIEW)
def list_requests(request: TenantRequest) -> HttpResponse:
    """Show the queue, what is due first on top; `q`, `state` and `kind` leave some."""
    text = request.GET.get("q", "").strip()[:200]
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    state = state if state in STATES else "open"
    kind = kind if kind in set(Kind) else ""
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    if number == 1:
        note_view(request, "person_requests.viewed", request.tenant.target)
    found = search_requests(request.by.scope, text=text, state=state, kind=kind)
    rows = [described(each) for each in found[first : first + PAGE_SIZE + 1]]
    context = {
        "tab": "requests",
        "page": page_of(rows, number, PAGE_SIZE),
        "text": text,
        "state": state,
        "kind": kind,
        "kinds": KINDS.items(),
    }
    return render(request, "privacy/requests.html", context)


@require_safe
@requires(Permission.PRIVACY_VIEW)
def show_request(request: TenantRequest, request_id: int) -> HttpResponse:
    """Show how far a request is, what is to be done next, and what was done."""
    asked = get_request(request.by.scope, request_id)
    note_view(request, "person_request.viewed", asked.target, tenant_id=asked.tenant_id)
    question = Question(
        tenant_ids=request.by.scope.tenant_ids,
        actions=CHANGES,
        target=("person_request", str(request_id)),
    )
    events = find_events(request.by.scope, question, limit=ENTRIES_SHOWN)
    context = {
        **_facts(request, asked),
        "entries": [in_sentence(event) for event in events],
        "is_about_one": {"thing": True},
        "ways_to_hand": [(w, HANDED[w]) for w in HandedBy if w != HandedBy.ACCOUNT],
    }
    return render(request, "privacy/request.html", context)


@require_safe
@requires(Permission.PRIVACY_VIEW)
def show_proof(request: TenantRequest, request_id: int) -> HttpResponse:
    """Show on one sheet to print what was asked, decided and done."""
    asked = get_request(request.by.scope, request_id)
    note_view(request, "person_request.viewed", asked.target, tenant_id=asked.tenant_id)
    return render(request, "privacy/request_proof.html", _facts(request, asked))


@require_POST
@requires(Permission.PRIVACY_EDIT)
def download_package(request: TenantRequest, request_id: int) -> HttpResponse:
    """Give staff the answer to hand it over; the log says who has it."""
    package = take_package(request_id, by=request.by, at=timezone.now())
    return package_file(package)


@require_POST
@requires(Permission.PRIVACY_EDIT)
def note_handing(request: TenantRequest, request_id: int) -> HttpResponse:
    return _done(
        request,
        request_id,
        _("Noted how the answer was handed over."),
        lambda: hand_package(
            request_id,
            handed_by=request.POST.get("handed_by", "")[:40],
            by=request.by,
            at=timezone.now(),
        ),
    )


@require_POST
@requires(Permission.PRIVACY_EDIT)
def prepare_again(request: TenantRequest, request_id: int) -> HttpResponse:
    return _done(
        request,
        request_id,
        _("The platform looks again at what the request is about."),
        lambda: prepare_anew(request_id, by=request.by, at=timezone.now()),
    )


@require_POST
@requires(Permission.PRIVACY_EDIT)
def carry_out_again(request: TenantRequest, request_id: int) -> HttpResponse:
    return _done(
        request,
        request_id,
        _("The platform tries again."),
        lambda: try_again(request_id, by=request.by, at=timezone.now()),
    )


@require_POST
@requires(Permission.PRIVACY_EDIT)
def withdraw(request: TenantRequest, request_id: int) -> HttpResponse:
    return _done(
        request,
        request_id,
        _("Noted that the request was withdrawn."),
        lambda: withdraw_request(request_id, by=request.by, at=timezone.now()),
    )


def _done(request: TenantRequest, request_id: int, said: str, act: Any) -> HttpResponse:
    told(request, act, said)
    return redirect("web:request", request.tenant.id, request_id)


def _facts(request: TenantRequest, asked: PersonRequest) -> dict[str, object]:
    scope = request.by.scope
    package = find_package(scope, asked)
    return {
        "tab": "requests",
        "asked": asked,
        "row": described(asked),
        "spans": spans_of(scope, asked),
        "package": package,
        "is_to_hand": asked.state == State.DONE
        and asked.kind in ANSWERED_BY_PACKAGE
        and asked.handed_at is None
        and package is not None,
        "has_other_instances": len(scope.tenant_ids) > 1,
    }
