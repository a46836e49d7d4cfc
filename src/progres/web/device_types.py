"""Pages of device types: what they send, how it is decoded, a box to try it."""

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.devices import queries
from progres.devices.checks import (
    DeviceTypeExists,
    DeviceTypeFields,
    DeviceTypeUsedBelow,
)
from progres.devices.type_actions import (
    DeviceTypeInUse,
    change_device_type,
    create_device_type,
    delete_device_type,
)
from progres.files.queries import find_picture, pictured_types
from progres.kit.refusal import Said
from progres.tenants.queries import tenant_names
from progres.web.confirmation import is_confirmed
from progres.web.device_type_form import (
    DeviceTypeForm,
    fields_of,
    initial_of,
    specs_of,
    value_rows,
)
from progres.web.guards import Answer, Outside, TenantRequest, reads_and_sends, requires
from progres.web.refusals import done
from progres.web.trial import Trial, TrialForm, fault_of, page_with_trial

if TYPE_CHECKING:
    from progres.devices.models import DeviceType


@require_safe
@requires(Permission.DEVICE_TYPES_VIEW)
def list_device_types(request: TenantRequest) -> HttpResponse:
    scope = request.by.scope
    text = request.GET.get("q", "").strip()
    counts = queries.device_counts(scope)
    names = tenant_names(scope)
    types = list(queries.search_device_types(scope, text=text))
    pictured = pictured_types(scope, (device_type.id for device_type in types))
    rows = [
        {
            "type": device_type,
            "devices": counts.get(device_type.id, 0),
            "owner": names.get(device_type.tenant_id),
        }
        for device_type in types
    ]
    context = {"rows": rows, "text": text, "pictured": pictured}
    return render(request, "device_types/list.html", context)


@reads_and_sends
@requires(Permission.DEVICE_TYPES_VIEW)
def show_device_type(request: TenantRequest, device_type_id: int) -> Answer:
    """Show a type; what is sent is a payload to try on its saved codec."""
    device_type = queries.get_device_type(request.by.scope, device_type_id)
    form = TrialForm(request.POST or None)
    context = {
        "type": device_type,
        "devices": queries.device_counts(request.by.scope).get(device_type.id, 0),
        "owner": tenant_names(request.by.scope).get(device_type.tenant_id),
        "may_edit": _may_edit(request, device_type.tenant_id),
        "picture": find_picture(request.by.scope, device_type.id),
        "trial_form": form,
    }
    return page_with_trial(
        form,
        device_type.codec_source,
        device_type.value_specs,
        lambda trial: render(
            request, "device_types/show.html", {**context, "trial": trial}
        ),
    )


@reads_and_sends
@requires(Permission.DEVICE_TYPES_EDIT)
def add_device_type(request: TenantRequest) -> Answer:
    return _edit(request, None)


@reads_and_sends
@requires(Permission.DEVICE_TYPES_EDIT)
def edit_device_type(request: TenantRequest, device_type_id: int) -> Answer:
    return _edit(request, device_type_id)


@reads_and_sends
@requires(Permission.DEVICE_TYPES_EDIT)
def remove_device_type(request: TenantRequest, device_type_id: int) -> HttpResponse:
    device_type = queries.get_own_type(request.by.scope, device_type_id)
    if is_confirmed(request, str(device_type)):
        try:
            delete_device_type(device_type_id, by=request.by, at=timezone.now())
        except DeviceTypeInUse:
            messages.error(
                request, _("This type still has devices; nothing was deleted.")
            )
            return redirect("web:device_type", request.tenant.id, device_type_id)
        messages.success(request, _("%s was deleted.") % device_type)
        return redirect("web:device_type_list", request.tenant.id)
    context = {"type": device_type, "wrong": request.method == "POST"}
    return render(request, "device_types/delete.html", context)


def _edit(request: TenantRequest, device_type_id: int | None) -> Answer:
    """Save, add a row of values, or try the codec as it is typed."""
    scope = request.by.scope
    device_type = (
        queries.get_own_type(scope, device_type_id) if device_type_id else None
    )
    facts, specs = initial_of(device_type) if device_type else ({}, [])
    action, data = _sent(request)
    form = DeviceTypeForm(data, initial=facts)
    values = value_rows(data, specs, adds_row=action == "row")
    trial_form = _trial_form(data, is_tried=action == "try")
    context = {
        "type": device_type,
        "form": form,
        "values": values,
        "trial_form": trial_form,
        "shows_errors": action == "save",
    }

    def page(**more: object) -> HttpResponse:
        return render(request, "device_types/edit.html", {**context, **more})

    def saved(fault: Trial | None) -> HttpResponse:
        _refuse(form, fault)
        if form.is_valid() and values.is_valid():
            fields = fields_of(form, values)
            if saved_id := _save(request, device_type_id, form, fields):
                return redirect("web:device_type", request.tenant.id, saved_id)
        return page(fault=fault)

    source = data.get("codec_source", "") if data else ""
    if action == "save":
        return Outside(partial(fault_of, source, at=timezone.now()), saved)
    return page_with_trial(
        trial_form,
        source,
        specs_of(values) if values.is_bound else [],
        lambda trial: page(trial=trial),
    )


def _sent(request: TenantRequest) -> tuple[str, QueryDict | None]:
    if request.method != "POST":
        return "", None
    return request.POST.get("action", "save"), request.POST


def _refuse(form: DeviceTypeForm, fault: Trial | None) -> None:
    """Say beside the codec what is wrong with it."""
    if fault:
        form.add_error("codec_source", f"{fault.problem} {fault.detail}".strip())


def _save(
    request: TenantRequest,
    device_type_id: int | None,
    form: DeviceTypeForm,
    fields: DeviceTypeFields,
) -> int | None:
    by, at = request.by, timezone.now()

    def save() -> "DeviceType":
        if device_type_id:
            return change_device_type(device_type_id, fields, by=by, at=at)
        return create_device_type(fields, tenant=request.tenant, by=by, at=at)

    saved = done(
        form,
        save,
        beside={DeviceTypeExists: "model", DeviceTypeUsedBelow: "shared"},
        words={
            DeviceTypeExists: Said(
                "There is already a type of this manufacturer and model in this instance."
            ),
            DeviceTypeUsedBelow: Said(
                "Devices of instances below are of this type; it must stay shared."
            ),
        },
    )
    if saved is None:
        return None
    messages.success(request, _("Saved. The next uplinks are decoded by it."))
    return saved.id


def _trial_form(data: QueryDict | None, *, is_tried: bool) -> TrialForm:
    """Keep what was typed into the box, whichever button was pressed."""
    typed = {
        name: text
        for name in TrialForm.base_fields
        if data and (text := data.get(f"{TrialForm.prefix}-{name}"))
    }
    return TrialForm(data if is_tried else None, initial=typed)


def _may_edit(request: TenantRequest, owner_id: int) -> bool:
    return (
        request.by.may(Permission.DEVICE_TYPES_EDIT)
        and owner_id in request.by.scope.tenant_ids
    )
