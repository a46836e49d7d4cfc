"""Gateways that connections tell of and nobody registered."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.gateways.queries import unknown_gateways
from progres.readings.coverage import count_devices_heard
from progres.web.guards import TenantRequest, requires
from progres.web.paging import page_number, page_of

PAGE_SIZE = 50


@require_safe
@requires(Permission.GATEWAYS_VIEW)
def list_unregistered(request: TenantRequest) -> HttpResponse:
    """Show them, and how many devices they hear to those who may know."""
    scope, text = request.by.scope, request.GET.get("q", "").strip()[:64]
    number = page_number(request)
    found = unknown_gateways(
        scope, text=text, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1
    )
    page = page_of(found, number, PAGE_SIZE)
    devices = (
        count_devices_heard(scope, [g.gateway_id for g in page.rows], at=timezone.now())
        if request.by.may(Permission.READINGS_VIEW)
        else {}
    )
    context = {
        "page": page,
        "rows": [(g, devices.get(g.gateway_id, 0)) for g in page.rows],
        "text": text,
    }
    return render(request, "gateways/unregistered.html", context)
