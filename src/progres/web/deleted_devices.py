"""The page of deleted devices, from which they come back for a time."""

from datetime import datetime, timedelta
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.devices.deleting import restore_device
from progres.devices.queries import get_device_type, search_deleted, type_names
from progres.privacy.kinds import Kind
from progres.privacy.policies import periods_in
from progres.web.guards import TenantRequest, requires
from progres.web.numbers import number_in
from progres.web.paging import page_number, page_of
from progres.web.refusals import told

PAGE_SIZE = 50


@require_safe
@requires(Permission.DEVICES_EDIT)
def list_deleted(request: TenantRequest) -> HttpResponse:
    number = page_number(request)
    start = (number - 1) * PAGE_SIZE
    found = search_deleted(request.by.scope)[start : start + PAGE_SIZE + 1]
    page = page_of(list(found), number, PAGE_SIZE)
    names = type_names(request.by.scope)
    days_of = partial(periods_in(request.by.scope).days, Kind.DELETED_DEVICES)
    context = {
        "page": page,
        "rows": [
            (
                device,
                names.get(device.device_type_id or 0),
                _last(device.deleted_at, days_of(device.tenant_id)),
            )
            for device in page.rows
        ],
        "types": sorted(names.items(), key=lambda item: item[1].casefold()),
    }
    return render(request, "devices/deleted.html", context)


@require_POST
@requires(Permission.DEVICES_EDIT)
def restore(request: TenantRequest, device_id: int) -> HttpResponse:
    scope = request.by.scope
    device = search_deleted(scope).get(id=device_id)
    chosen = number_in(request.POST.get("device_type", ""))
    device_type = get_device_type(scope, chosen) if chosen else None
    if told(
        request,
        lambda: restore_device(
            device_id, device_type=device_type, by=request.by, at=timezone.now()
        ),
        _("%s is there again.") % device.name,
    ):
        return redirect("web:device", request.tenant.id, device_id)
    return redirect("web:deleted_devices", request.tenant.id)


def _last(deleted_at: datetime | None, days: int) -> datetime | None:
    """Say until when a deleted device can be restored, at least."""
    return deleted_at and deleted_at + timedelta(days=days)
