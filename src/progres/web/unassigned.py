"""Pages of uplinks that no device bears: what waits, and registering a device for it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.connections.queries import UnassignedDevice, unassigned_devices
from progres.connections.rules import Reason
from progres.database.scope import Scope
from progres.devices.actions import register_device
from progres.devices.checks import DevEuiInUse, DeviceFields, TypeOutOfReach
from progres.devices.queries import get_device_type, search_device_types
from progres.kit.refusal import Said
from progres.tenants.queries import get_tenant, search_tenants
from progres.web.fields import LineField, offer
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.paging import page_number, page_of
from progres.web.refusals import done

PAGE_SIZE = 50


class RegisterForm(forms.Form):
    """The least that makes a heard DevEUI a device."""

    name = LineField(label=gettext_lazy("Name"), max_length=100)
    device_type = forms.TypedChoiceField(label=gettext_lazy("Device type"), coerce=int)
    tenant = forms.TypedChoiceField(
        label=gettext_lazy("Instance"),
        coerce=int,
        help_text=gettext_lazy("The connection delivers to these instances."),
    )

    def __init__(
        self, *args: Any, scope: Scope, waiting: UnassignedDevice, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        reached = set(waiting.tenant_ids)
        types = [(t.id, str(t)) for t in search_device_types(scope)]
        offer(self, "device_type", [("", "—"), *types])
        offer(
            self,
            "tenant",
            [(t.id, t.name) for t in search_tenants(scope) if reached & {*t.lineage}],
        )


@require_safe
@requires(Permission.CONNECTIONS_VIEW, Permission.READINGS_VIEW)
def list_unassigned(request: TenantRequest) -> HttpResponse:
    text, number = request.GET.get("q", "").strip(), page_number(request)
    found = unassigned_devices(
        request.by.scope,
        text=text,
        offset=(number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE + 1,
    )
    context = {"page": page_of(found, number, PAGE_SIZE), "text": text}
    return render(request, "unassigned/list.html", context)


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def register_unassigned(request: TenantRequest, dev_eui: str) -> HttpResponse:
    """Register a device with a DevEUI that was heard; what waited is decoded then."""
    waiting = _waiting(request.by.scope, dev_eui)
    form = RegisterForm(request.POST or None, scope=request.by.scope, waiting=waiting)
    if form.is_valid():
        device_id = _register(request, form, dev_eui)
        if device_id:
            return redirect("web:device", request.tenant.id, device_id)
    context = {
        "form": form,
        "waiting": waiting,
        "is_ambiguous": waiting.reason == Reason.AMBIGUOUS,
    }
    return render(request, "unassigned/register.html", context)


def _waiting(scope: Scope, dev_eui: str) -> UnassignedDevice:
    found = unassigned_devices(scope, text=dev_eui, limit=1)
    if not found or found[0].dev_eui != dev_eui:
        raise Http404
    return found[0]


def _register(request: TenantRequest, form: RegisterForm, dev_eui: str) -> int | None:
    scope, given = request.by.scope, form.cleaned_data
    device = done(
        form,
        lambda: register_device(
            DeviceFields(dev_eui=dev_eui, name=given["name"]),
            tenant=get_tenant(scope, given["tenant"]),
            device_type=get_device_type(scope, given["device_type"]),
            by=request.by,
            at=timezone.now(),
        ),
        beside={DevEuiInUse: "tenant", TypeOutOfReach: "device_type"},
        words={
            DevEuiInUse: Said("This instance has a device of this DevEUI already."),
            TypeOutOfReach: Said("The device's instance does not have this type."),
        },
    )
    if device is None:
        return None
    messages.success(
        request, _("Registered. What was received so far is decoded in a moment.")
    )
    return device.id
