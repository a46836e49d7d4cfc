"""Pages of gateways: which there are, how they are, and what they hear."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.alarms.actions import NothingToAsk, ask_recipient_again
from progres.alarms.checks import BadRule
from progres.alarms.gateway_recipients import (
    gateway_recipients,
    set_gateway_recipients,
)
from progres.assets.reach import AssetOutOfReach
from progres.gateways.actions import change_gateway, delete_gateway, register_gateway
from progres.gateways.checks import GatewayIdInUse
from progres.gateways.counts import bands_of_gateway
from progres.gateways.queries import (
    count_by_state,
    get_own_gateway,
    periods_of,
    search_gateways,
)
from progres.gateways.rules import GatewayState
from progres.readings.coverage import devices_heard, reach_of_gateway
from progres.tenants.queries import get_tenant
from progres.web.confirmation import is_confirmed
from progres.web.gateway_charts import radio_by_day, traffic_by_day, uptime_of
from progres.web.gateway_form import GatewayForm, initial_of
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.refusals import done, in_words

if TYPE_CHECKING:
    from progres.gateways.models import Gateway

PAGE_SIZE = 50
PERIODS_SHOWN = 20


@require_safe
@requires(Permission.GATEWAYS_VIEW)
def list_gateways(request: TenantRequest) -> HttpResponse:
    scope, text = request.by.scope, request.GET.get("q", "").strip()[:200]
    asked = request.GET.get("state", "")
    state = asked if asked in set(GatewayState) else ""
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = search_gateways(scope, text=text, state=state)
    context = {
        "page": page_of(list(found[first : first + PAGE_SIZE + 1]), number, PAGE_SIZE),
        "counts": count_by_state(scope).items(),
        "text": text,
        "state": state,
    }
    return render(request, "gateways/list.html", context)


@require_safe
@requires(Permission.GATEWAYS_VIEW)
def show_gateway(request: TenantRequest, gateway_id: int) -> HttpResponse:
    """Show how a gateway is and was; of people only to those who keep it."""
    by, at = request.by, timezone.now()
    gateway = search_gateways(by.scope).get(id=gateway_id)
    is_own = gateway.tenant_id in by.scope.tenant_ids
    is_kept = is_own and by.may(Permission.GATEWAYS_EDIT)
    told = (
        [(r, r.state(at)) for r in gateway_recipients(by.scope, gateway_id)]
        if is_kept
        else []
    )
    if is_kept and (gateway.contacts or told):
        note_view(
            request, "gateway.viewed", gateway.target, tenant_id=gateway.tenant_id
        )
    context = {
        "gateway": gateway,
        "is_own": is_own,
        "is_kept": is_kept,
        "recipients": told,
        "periods": list(periods_of(by.scope, gateway_id)[:PERIODS_SHOWN]),
        "uptime": uptime_of(by.scope, gateway, at=at),
        "traffic": traffic_by_day(gateway, at=at),
        "radio": radio_by_day(gateway, at=at),
        "bands": bands_of_gateway(gateway),
        "reach": reach_of_gateway(by.scope, gateway.gateway_id, at=at)
        if by.may(Permission.READINGS_VIEW)
        else None,
    }
    return render(request, "gateways/show.html", context)


@require_safe
@requires(Permission.GATEWAYS_VIEW, Permission.READINGS_VIEW)
def show_heard(request: TenantRequest, gateway_id: int) -> HttpResponse:
    """Show the devices that a gateway hears, or that it alone does."""
    scope, at = request.by.scope, timezone.now()
    gateway = search_gateways(scope).get(id=gateway_id)
    only_alone = request.GET.get("alone") == "1"
    number = page_number(request)
    rows = devices_heard(
        scope,
        gateway.gateway_id,
        only_alone=only_alone,
        limit=PAGE_SIZE + 1,
        offset=(number - 1) * PAGE_SIZE,
        at=at,
    )
    context = {
        "gateway": gateway,
        "is_own": gateway.tenant_id in scope.tenant_ids,
        "page": page_of(rows, number, PAGE_SIZE),
        "tab": "heard",
        "only_alone": only_alone,
        "reach": reach_of_gateway(scope, gateway.gateway_id, at=at),
    }
    return render(request, "gateways/heard.html", context)


@reads_and_sends
@requires(Permission.GATEWAYS_EDIT)
def add_gateway(request: TenantRequest) -> HttpResponse:
    by, at = request.by, timezone.now()
    initial = {
        "tenant": request.tenant.id,
        "emails": by.user.email,
        "gateway_id": request.GET.get("eui", "")[:64],
    }
    form = GatewayForm(request.POST or None, initial=initial, by=by, is_new=True)

    def save() -> "Gateway":
        tenant = get_tenant(by.scope, form.cleaned_data["tenant"])
        gateway = register_gateway(form.gateway_fields, tenant=tenant, by=by, at=at)
        set_gateway_recipients(gateway.id, form.cleaned_data["emails"], by=by, at=at)
        return gateway

    if gateway := _saved(form, save):
        messages.success(request, _("Saved."))
        return redirect("web:gateway", request.tenant.id, gateway.id)
    return _edit_page(request, form, None)


@reads_and_sends
@requires(Permission.GATEWAYS_EDIT)
def edit_gateway(request: TenantRequest, gateway_id: int) -> HttpResponse:
    by, at = request.by, timezone.now()
    gateway = get_own_gateway(by.scope, gateway_id)
    emails = [r.email for r in gateway_recipients(by.scope, gateway_id)]
    form = GatewayForm(
        request.POST or None, initial=initial_of(gateway, emails), by=by, is_new=False
    )

    def save() -> "Gateway":
        changed = change_gateway(gateway_id, form.gateway_fields, by=by, at=at)
        set_gateway_recipients(gateway_id, form.cleaned_data["emails"], by=by, at=at)
        return changed

    if _saved(form, save):
        messages.success(request, _("Saved."))
        return redirect("web:gateway", request.tenant.id, gateway_id)
    return _edit_page(request, form, gateway)


@reads_and_sends
@requires(Permission.GATEWAYS_EDIT)
def remove_gateway(request: TenantRequest, gateway_id: int) -> HttpResponse:
    gateway = get_own_gateway(request.by.scope, gateway_id)
    if is_confirmed(request, gateway.name):
        delete_gateway(gateway_id, by=request.by, at=timezone.now())
        messages.success(request, _("%s was deleted.") % gateway.name)
        return redirect("web:gateway_list", request.tenant.id)
    context = {"gateway": gateway, "wrong": request.method == "POST"}
    return render(request, "gateways/delete.html", context)


@require_POST
@requires(Permission.GATEWAYS_EDIT)
def ask_again(
    request: TenantRequest, gateway_id: int, gateway_recipient_id: int
) -> HttpResponse:
    by = request.by
    recipients = gateway_recipients(by.scope, gateway_id)
    recipient = recipients.get(id=gateway_recipient_id)
    try:
        ask_recipient_again(recipient.id, by=by, at=timezone.now())
        messages.success(request, _("A new mail with a link is on its way."))
    except NothingToAsk as error:
        messages.info(request, in_words(error))
    return redirect("web:gateway", request.tenant.id, gateway_id)


def _saved(form: GatewayForm, save: Callable[[], "Gateway"]) -> "Gateway | None":
    """Save all of a valid form, or nothing; what is wrong stands beside its field."""
    beside = {
        BadRule: "emails",
        GatewayIdInUse: "gateway_id",
        AssetOutOfReach: "asset_id",
    }
    return done(form, transaction.atomic(save), beside=beside)


def _edit_page(
    request: TenantRequest, form: GatewayForm, gateway: "Gateway | None"
) -> HttpResponse:
    context = {"form": form, "gateway": gateway}
    return render(request, "gateways/edit.html", context)
