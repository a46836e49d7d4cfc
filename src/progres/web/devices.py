"""Pages of devices: the list, and what one device measures, reports and is."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from progres.accounts.access import Permission
from progres.alarms.queries import search_alarms, search_rules
from progres.connections.queries import messages_about, search_connections
from progres.devices.places import search_places
from progres.devices.queries import exchanges_of
from progres.devices.rules import standing_of
from progres.files.queries import Owner, files_of
from progres.gateways.queries import gateway_names
from progres.imports.queries import imports_of
from progres.metering.queries import meters_read_by
from progres.readings.coverage import gateways_hearing
from progres.readings.deliveries import Delivery, deliveries_of
from progres.readings.rules import UplinkState
from progres.readings.uplinks import find_uplink, uplinks_of
from progres.readings.values import UplinkRow
from progres.web.alarm_words import named
from progres.web.bodies import readable
from progres.web.device_charts import charts_of
from progres.web.device_frame import frame_of, read_place, write_place
from progres.web.device_list import filtered_list
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view

if TYPE_CHECKING:
    from progres.devices.models import Device

ALARMS_SHOWN = 100
UPLINKS_SHOWN = 50
MESSAGES_SHOWN = 20
PLACES_SHOWN = 50


@require_safe
@requires(Permission.DEVICES_VIEW)
def list_devices(request: TenantRequest) -> HttpResponse:
    context = filtered_list(request.GET, by=request.by, at=timezone.now())
    if not request.htmx:
        return render(request, "devices/list.html", context)
    response = render(request, "devices/_list.html", context)
    return replace_url(response, f"{request.path}{context['address']}")


@require_safe
@requires(Permission.DEVICES_VIEW)
def show_device(request: TenantRequest, device_id: int) -> HttpResponse:
    if not request.by.may(Permission.READINGS_VIEW):
        return _data(request, device_id)
    scope = request.by.scope
    frame = frame_of(request, device_id, "values")
    rules = list(search_rules(scope, device_id=device_id))
    alarms = list(search_alarms(scope, state="all", device_id=device_id)[:ALARMS_SHOWN])
    _note_look(request, frame["device"])
    context = {
        **frame,
        "charts": charts_of(frame["values"], rules=rules, alarms=alarms),
        "open_alarms": [alarm for alarm in alarms if alarm.cleared_at is None],
        "is_undecoded": any(
            uplink.state == UplinkState.FAILED
            for uplink in uplinks_of(scope, device_id, limit=1)
        ),
        "values_at": max((value.ts for value in frame["values"]), default=None),
    }
    return render(request, "devices/show.html", context)


@require_safe
@requires(Permission.ALARMS_VIEW)
def show_alarms(request: TenantRequest, device_id: int) -> HttpResponse:
    scope = request.by.scope
    alarms = search_alarms(scope, state="all", device_id=device_id)
    context = {
        **frame_of(request, device_id, "alarms"),
        "alarms": [named(alarm) for alarm in alarms[:ALARMS_SHOWN]],
        "rules": list(search_rules(scope, device_id=device_id)),
    }
    return render(request, "devices/alarms.html", context)


@require_safe
@requires(Permission.READINGS_VIEW)
def show_radio(request: TenantRequest, device_id: int) -> HttpResponse:
    scope = request.by.scope
    frame = frame_of(request, device_id, "radio")
    _note_look(request, frame["device"], goes_on=True)
    before = read_place(request.GET.get("before", ""))
    uplinks = uplinks_of(scope, device_id, before=before, limit=UPLINKS_SHOWN + 1)
    context = {
        **frame,
        "uplinks": uplinks[:UPLINKS_SHOWN],
        "older": write_place(uplinks[-2]) if len(uplinks) > UPLINKS_SHOWN else "",
        "is_first_page": before is None,
        "coverage": gateways_hearing(scope, device_id, at=timezone.now())
        if before is None
        else [],
        "gateway_names": gateway_names(scope),
        "messages_about": messages_about(scope, frame["device"].dev_eui)[
            :MESSAGES_SHOWN
        ],
    }
    return render(request, "devices/radio.html", context)


@require_safe
@requires(Permission.READINGS_VIEW)
def show_uplink(request: TenantRequest, device_id: int, place: str) -> HttpResponse:
    """Show one uplink, and to whom they belong the messages that delivered it."""
    scope = request.by.scope
    found = read_place(place)
    uplink = find_uplink(scope, device_id, found) if found else None
    if uplink is None:
        raise Http404
    frame = frame_of(request, device_id, "radio")
    _note_look(request, frame["device"], goes_on=True)
    context = {
        **frame,
        "uplink": uplink,
        "gateway_names": gateway_names(scope),
        "deliveries": _deliveries(request, uplink),
    }
    return render(request, "devices/uplink.html", context)


@require_safe
@requires(Permission.DEVICES_VIEW)
def show_data(request: TenantRequest, device_id: int) -> HttpResponse:
    return _data(request, device_id)


def _data(request: TenantRequest, device_id: int) -> HttpResponse:
    by, now = request.by, timezone.now()
    frame = frame_of(request, device_id, "data")
    _note_look(request, frame["device"], goes_on=True)
    may_hear = by.may(Permission.READINGS_VIEW)
    hearing = gateways_hearing(by.scope, device_id, at=now) if may_hear else []
    may_see = by.may(Permission.MEASURING_POINTS_VIEW)
    context = {
        **frame,
        "meters": meters_read_by(by.scope, device_id) if may_see else (),
        "exchanges": exchanges_of(by.scope, device_id),
        "imported": imports_of(by.scope, "device", device_id),
        "photos": list(files_of(by.scope, Owner("device_id", device_id))),
        "places": search_places(by.scope, device_id=device_id)[:PLACES_SHOWN],
        "link": hearing[0] if hearing else None,
        "standing": standing_of(
            frame["device"].status,
            last_seen_at=frame["latest"].last_seen_at if frame["latest"] else None,
            limits=frame["device"].limits(at=now),
        ),
    }
    return render(request, "devices/data.html", context)


def _note_look(
    request: TenantRequest, device: "Device", *, goes_on: bool = False
) -> None:
    """Note that somebody opened a device; its other pages go on with that."""
    target, tenant_id = device.target, device.tenant_id
    note_view(request, "device.viewed", target, tenant_id=tenant_id, goes_on=goes_on)


def _deliveries(
    request: TenantRequest, uplink: UplinkRow
) -> list[tuple[Delivery, str]] | None:
    """Return what a connection delivered; None for who may not see the connection.

    A message names things of the network server, which may be another instance's.
    """
    scope, connection_id = request.by.scope, uplink.connection_id
    if not request.by.may(Permission.CONNECTIONS_VIEW):
        return None
    if not search_connections(scope).filter(id=connection_id).exists():
        return None
    return [(item, readable(item.body)) for item in deliveries_of(scope, uplink)]
