"""Pages that register, change and delete a device."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from progres.accounts.access import Permission
from progres.alarms.queries import search_alarms, search_rules
from progres.assets.reach import AssetOutOfReach
from progres.devices.actions import change_device, register_device
from progres.devices.checks import (
    DevEuiInUse,
    TypeOutOfReach,
    said_of_device,
)
from progres.devices.deleting import delete_device
from progres.devices.queries import get_device, get_device_type
from progres.kit.refusal import Said
from progres.readings.queries import first_and_last
from progres.tenants.queries import get_tenant
from progres.web.confirmation import is_confirmed
from progres.web.device_form import DeviceForm
from progres.web.device_frame import frame_of
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.onboarding import filled_form
from progres.web.refusals import done

if TYPE_CHECKING:
    from progres.devices.models import Device


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def add_device(request: TenantRequest) -> HttpResponse:
    """Register a device; the address may bring ?code=, ?dev_eui=, ?device_type=, ?name=.

    The button `read` fills the form from the QR code, and saves nothing.
    """
    known = {"tenant": request.tenant.id, **request.GET.dict()}
    if "read" in request.POST or (request.method != "POST" and "code" in request.GET):
        form = filled_form(request.POST, known, by=request.by)
        return render(request, "devices/new.html", {"form": form})
    form = DeviceForm(request.POST or None, initial=known, by=request.by, is_new=True)
    if form.is_valid() and (device_id := _saved(request, form, None)):
        messages.success(request, _("The device is registered."))
        return redirect("web:device", request.tenant.id, device_id)
    return render(request, "devices/new.html", {"form": form})


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def edit_device(request: TenantRequest, device_id: int) -> HttpResponse:
    device = get_device(request.by.scope, device_id)
    known = {**asdict(said_of_device(device)), "device_type": device.device_type_id}
    form = DeviceForm(request.POST or None, initial=known, by=request.by, is_new=False)
    if form.is_valid() and _saved(request, form, device_id):
        messages.success(request, _("The changes are saved."))
        return redirect("web:device_data", request.tenant.id, device_id)
    context = {**frame_of(request, device_id, "data"), "form": form}
    return render(request, "devices/edit.html", context)


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def remove_device(request: TenantRequest, device_id: int) -> HttpResponse:
    scope = request.by.scope
    device = get_device(scope, device_id)
    if is_confirmed(request, device.name):
        delete_device(device_id, by=request.by, at=timezone.now())
        messages.success(request, _("%s was deleted.") % device.name)
        return redirect("web:device_list", request.tenant.id)
    context = {
        **frame_of(request, device_id, "data"),
        "readings": first_and_last(scope, device_id),
        "alarm_count": search_alarms(scope, state="all", device_id=device_id).count(),
        "rules": search_rules(scope, device_id=device_id).filter(device_id=device_id),
        "wrong": request.method == "POST",
    }
    return render(request, "devices/delete.html", context)


def _saved(
    request: TenantRequest, form: DeviceForm, device_id: int | None
) -> int | None:
    """Save a valid form and return the device's id, or None with errors in the form."""
    chosen, by, at = form.cleaned_data, request.by, timezone.now()
    device_type = get_device_type(by.scope, chosen["device_type"])

    def save() -> "Device":
        if device_id is not None:
            return change_device(
                device_id,
                form.device_fields,
                device_type=device_type,
                keys=form.keys,
                by=by,
                at=at,
            )
        return register_device(
            form.device_fields,
            tenant=get_tenant(by.scope, chosen["tenant"]),
            device_type=device_type,
            keys=form.keys,
            by=by,
            at=at,
        )

    device = done(
        form,
        save,
        beside={
            DevEuiInUse: "dev_eui",
            TypeOutOfReach: "device_type",
            AssetOutOfReach: "asset_id",
        },
        words={
            DevEuiInUse: Said("Another device of this instance has this DevEUI."),
            TypeOutOfReach: Said("The device's instance does not have this type."),
        },
    )
    return device.id if device else None
