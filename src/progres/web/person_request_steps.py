"""Pages by which people bring a request on: each step has its form."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from progres.accounts.access import Permission
from progres.accounts.queries import find_user
from progres.privacy.decisions import (
    DecisionFields,
    decide_request,
    finish_rectification,
)
from progres.privacy.person_search import find_persons, get_occupancy
from progres.privacy.request_checks import RequestFields
from progres.privacy.request_queries import get_request
from progres.privacy.requests import (
    check_identity,
    enter_request,
    extend_request,
    hand_over_request,
)
from progres.privacy.spans import add_occupancy
from progres.tenants.queries import get_tenant
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.numbers import number_in
from progres.web.person_request_forms import (
    DecisionForm,
    ExtensionForm,
    HandOverForm,
    IdentityForm,
    NewRequestForm,
    RectificationForm,
)
from progres.web.person_request_words import described
from progres.web.refusals import done

if TYPE_CHECKING:
    from django import forms

    from progres.metering.models import Occupancy
    from progres.privacy.models import PersonRequest


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def add_request(request: TenantRequest) -> HttpResponse:
    """Enter a request; `user` or `occupancy` in the address names who was found."""
    user = find_user(request.by.scope, number_in(request.GET.get("user", "")) or 0)
    occupancy = _occupancy(request)
    form = NewRequestForm(
        request.POST or None,
        by=request.by,
        initial=_at_first(request, user, occupancy),
    )
    entered = done(
        form,
        lambda: _enter(request, form, user.id if user else None, occupancy),
    )
    if entered:
        messages.success(request, _("Request %s is entered.") % entered.id)
        return redirect("web:request", request.tenant.id, entered.id)
    context = {"tab": "requests", "form": form, "user": user, "occupancy": occupancy}
    return render(request, "privacy/request_new.html", context)


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def identify(request: TenantRequest, request_id: int) -> HttpResponse:
    asked = get_request(request.by.scope, request_id)
    form = IdentityForm(request.POST or None)
    return _step(
        request,
        asked,
        form,
        "privacy/request_identity.html",
        lambda: check_identity(
            request_id,
            method=form.cleaned_data["method"],
            note=form.cleaned_data["note"],
            is_right=form.cleaned_data["result"] == "right",
            by=request.by,
            at=timezone.now(),
        ),
    )


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def extend(request: TenantRequest, request_id: int) -> HttpResponse:
    asked = get_request(request.by.scope, request_id)
    form = ExtensionForm(request.POST or None)
    return _step(
        request,
        asked,
        form,
        "privacy/request_extend.html",
        lambda: extend_request(
            request_id,
            reason=form.cleaned_data["reason"],
            by=request.by,
            at=timezone.now(),
        ),
    )


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def hand_over(request: TenantRequest, request_id: int) -> HttpResponse:
    asked = get_request(request.by.scope, request_id)
    form = HandOverForm(request.POST or None, by=request.by, asked=asked)
    return _step(
        request,
        asked,
        form,
        "privacy/request_hand_over.html",
        lambda: hand_over_request(
            request_id, form.cleaned_data["tenant"], by=request.by, at=timezone.now()
        ),
    )


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def decide(request: TenantRequest, request_id: int) -> HttpResponse:
    """Show what granting does, and take the decision."""
    asked = get_request(request.by.scope, request_id)
    row = described(asked)
    seen = row.preview["seen"] if row.preview else ""
    form = DecisionForm(request.POST or None, asked=asked, initial={"seen": seen})
    return _step(
        request,
        asked,
        form,
        "privacy/request_decide.html",
        lambda: decide_request(
            request_id,
            DecisionFields(**form.cleaned_data),
            by=request.by,
            at=timezone.now(),
        ),
    )


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def rectify(request: TenantRequest, request_id: int) -> HttpResponse:
    """Note what was put right; what was found of the person is linked beside."""
    asked = get_request(request.by.scope, request_id)
    form = RectificationForm(request.POST or None)
    return _step(
        request,
        asked,
        form,
        "privacy/request_rectify.html",
        lambda: finish_rectification(
            request_id, **form.cleaned_data, by=request.by, at=timezone.now()
        ),
        found=lambda: find_persons(request.by.scope, asked.email or asked.name),
    )


def _step(
    request: TenantRequest,
    asked: "PersonRequest",
    form: "forms.Form",
    template: str,
    act: Any,
    **more: object,
) -> HttpResponse:
    """Show the form of a step, or take it and go on with the request."""
    if done(form, act):
        messages.success(request, _("Saved."))
        return redirect("web:request", request.tenant.id, asked.id)
    context = {"tab": "requests", "asked": asked, "row": described(asked), **more}
    return render(request, template, {**context, "form": form})


def _at_first(
    request: TenantRequest, user: Any, occupancy: "Occupancy | None"
) -> dict[str, object]:
    """What is known of a person who was found."""
    person = user or occupancy
    asked = request.GET
    return {
        "kind": asked.get("kind", "access")[:20],
        "tenant": person.tenant_id if person else request.tenant.id,
        "language": user.language if user else request.tenant.language,
        "received_on": timezone.localdate(),
        "channel": "mail",
        "name": user.full_name
        if user
        else (occupancy.name if occupancy else asked.get("name", "")[:200]),
        "email": person.email if person else asked.get("email", "")[:254],
        "terms": occupancy.reference if occupancy else "",
    }


def _occupancy(request: TenantRequest) -> "Occupancy | None":
    number = number_in(request.GET.get("occupancy", ""))
    return get_occupancy(request.by.scope, number) if number else None


@transaction.atomic
def _enter(
    request: TenantRequest,
    form: NewRequestForm,
    user_id: int | None,
    occupancy: "Occupancy | None",
) -> "PersonRequest":
    said, now = dict(form.cleaned_data), timezone.now()
    tenant = get_tenant(request.by.scope, said.pop("tenant"))
    entered = enter_request(
        RequestFields(**said), tenant=tenant, user_id=user_id, by=request.by, at=now
    )
    if occupancy is not None:
        add_occupancy(entered.id, occupancy.id, by=request.by, at=now)
    return entered
