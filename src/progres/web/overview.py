"""The first page of an instance: whether anything is wrong, and where."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.connections.queries import search_connections
from progres.dashboards import queries
from progres.dashboards.changes import changes_of_day
from progres.dashboards.instances import InstanceRow, notice_row
from progres.devices.queries import search_device_types
from progres.gateways.queries import count_by_state
from progres.gateways.rules import GatewayState
from progres.metering.consumption import (
    DayConsumption,
    TooManyMeters,
    consumption_of_day,
)
from progres.web.guards import TenantRequest, requires
from progres.web.start import first_page


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the first steps; `is_mine` says that the reader may take it."""

    words: str
    url: str
    is_done: bool
    is_mine: bool


@require_safe
@requires()
def show_overview(request: TenantRequest) -> HttpResponse:
    """Show the first page, or lead to the first one that the person may see."""
    page = first_page(request.by)
    if page is None:
        raise PermissionDenied
    if page != "web:overview":
        return redirect(page, request.tenant.id)
    found = queries.overview(request.by.scope, at=timezone.now())
    context = {
        "counts": found.counts.items(),
        "total": sum(found.counts.values()),
        "open_alarms": found.open_alarms,
        "open_alarm_total": found.open_alarm_count,
        "activity": found.activity,
        "gateways": _gateways(request),
        "row": _own_row(request),
        "steps": [] if sum(found.counts.values()) else _first_steps(request),
    }
    return render(request, "overview/show.html", context)


def _gateways(request: TenantRequest) -> list[tuple[GatewayState, int]]:
    """Count gateways by state, for who may see them; states in which there are any."""
    if not request.by.may(Permission.GATEWAYS_VIEW):
        return []
    return [pair for pair in count_by_state(request.by.scope).items() if pair[1]]


def _own_row(request: TenantRequest) -> InstanceRow | None:
    """What is to be said of contract and quotas, to who may see it."""
    if not request.by.may(Permission.TENANTS_VIEW):
        return None
    return notice_row(request.by.scope, request.tenant, at=timezone.now())


def _first_steps(request: TenantRequest) -> list[Step]:
    """The way to the first values, each step with whether it is done."""
    scope, place = request.by.scope, [request.tenant.id]
    return [
        Step(
            words=_("Describe a device type"),
            url=reverse("web:device_type_list", args=place),
            is_done=search_device_types(scope).exists(),
            is_mine=request.by.may(Permission.DEVICE_TYPES_EDIT),
        ),
        Step(
            words=_("Connect your network server"),
            url=reverse("web:connection_list", args=place),
            is_done=search_connections(scope).exists(),
            is_mine=request.by.may(Permission.CONNECTIONS_EDIT),
        ),
        Step(
            words=_("Register the devices"),
            url=reverse("web:device_new", args=place),
            is_done=False,
            is_mine=request.by.may(Permission.DEVICES_EDIT),
        ),
    ]


@require_safe
@requires(Permission.DEVICES_VIEW, Permission.READINGS_VIEW)
def show_day(request: TenantRequest) -> HttpResponse:
    """Show what changed since yesterday and what was consumed, once the page stands."""
    at = timezone.now()
    context = {
        "changes": changes_of_day(request.by.scope, at=at),
        "consumption": _consumption(request, at),
    }
    return render(request, "overview/_day.html", context)


def _consumption(request: TenantRequest, at: datetime) -> list[DayConsumption] | None:
    """What was consumed, to who may see it; None: too much for a page."""
    if not request.by.may(Permission.MEASURING_POINTS_VIEW):
        return []
    zone = request.tenant.time_zone
    try:
        return consumption_of_day(request.by.scope, time_zone=zone, at=at)
    except TooManyMeters:
        return None
