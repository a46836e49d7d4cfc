"""The page of one asset, put together from all that is known of it."""

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.queries import find_user
from progres.assets.queries import children_of, get_asset, ways_to
from progres.dashboards.queries import states_of
from progres.dashboards.statements import BY_URGENCY
from progres.devices.places import known_devices, search_places
from progres.devices.queries import devices_in
from progres.devices.rules import DeviceState
from progres.files.queries import files_of, find_plan
from progres.files.rules import Use
from progres.metering.queries import points_in
from progres.web.asset_files import owner_of
from progres.web.asset_words import kind_of, own_values
from progres.web.floor_plan import marks_on
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.words import STATES

if TYPE_CHECKING:
    from progres.assets.models import Asset

PAGE_SIZE = 50
DEVICES_SHOWN = 100
FORMER_SHOWN = 50
POINTS_SHOWN = 100
MOST_JUDGED = 5_000  # devices whose states the mark on the map tells


@require_safe
@requires(Permission.ASSETS_VIEW)
def show_asset(request: TenantRequest, asset_id: int) -> HttpResponse:
    scope = request.by.scope
    asset = get_asset(scope, asset_id)
    if asset.contacts or asset.responsible_id:
        note_view(request, "asset.viewed", asset.target, tenant_id=asset.tenant_id)
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    rows = list(children_of(scope, asset)[first : first + PAGE_SIZE + 1])
    context = {
        "asset": asset,
        "way": ways_to(scope, [asset])[asset.id][:-1],
        "page": page_of(rows, number, PAGE_SIZE),
        "own_values": own_values(asset),
        "responsible": find_user(scope, asset.responsible_id)
        if asset.responsible_id
        else None,
        **_devices(request, asset),
        **_points(request, asset),
        **_history(request, asset_id),
        **_plan(request, asset),
        "files": files_of(scope, owner_of(asset), use=Use.FILE),
    }
    return render(request, "assets/show.html", context)


def _devices(request: TenantRequest, asset: "Asset") -> dict[str, object]:
    """What hangs in it and in all it holds, with its state, for who may see devices."""
    if not request.by.may(Permission.DEVICES_VIEW):
        return {}
    scope = request.by.scope
    devices = devices_in(scope, asset).select_related("asset")[: DEVICES_SHOWN + 1]
    states = states_of(scope, [device.id for device in devices], at=timezone.now())
    shown = [(device, states.get(device.id, DeviceState.UNKNOWN)) for device in devices]
    return {
        "devices": shown[:DEVICES_SHOWN],
        "has_more_devices": len(shown) > DEVICES_SHOWN,
    }


def _plan(request: TenantRequest, asset: "Asset") -> dict[str, object]:
    """The floor plan with the devices on it that one may see."""
    plan = find_plan(request.by.scope, asset.id)
    if plan is None or not request.by.may(Permission.DEVICES_VIEW):
        return {"plan": plan}
    return {"plan": plan, "marks": marks_on(request.by.scope, asset)}


def _points(request: TenantRequest, asset: "Asset") -> dict[str, object]:
    """What is measured in it, for who may see measuring points."""
    if not request.by.may(Permission.MEASURING_POINTS_VIEW):
        return {}
    scope = request.by.scope
    points = list(points_in(scope, asset)[: POINTS_SHOWN + 1])
    return {
        "points": points[:POINTS_SHOWN],
        "has_more_points": len(points) > POINTS_SHOWN,
    }


def _history(request: TenantRequest, asset_id: int) -> dict[str, object]:
    """Which devices hung here and no longer do, for who may see devices."""
    if not request.by.may(Permission.DEVICES_VIEW):
        return {}
    scope = request.by.scope
    ended = search_places(scope, asset_id=asset_id).exclude(until=None)
    former = list(ended[:FORMER_SHOWN])
    return {"former": former, "known": known_devices(scope, former)}


@require_safe
@requires(Permission.ASSETS_VIEW, Permission.DEVICES_VIEW)
def show_place(request: TenantRequest, asset_id: int) -> JsonResponse:
    """Answer where the asset is as GeoJSON, in the worst state of what hangs in it."""
    scope = request.by.scope
    asset = get_asset(scope, asset_id)
    ids = devices_in(scope, asset).values_list("id", flat=True)[:MOST_JUDGED]
    found = set(states_of(scope, ids, at=timezone.now()).values())
    state = next((s for s in BY_URGENCY if s in found), DeviceState.UNKNOWN)
    place = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [asset.longitude, asset.latitude]},
        "properties": {
            "id": asset.id,
            "name": asset.name,
            "state": state,
            "state_label": str(STATES[state]),
            "url": reverse("web:asset", args=[request.tenant.id, asset.id]),
            "note": kind_of(asset),
        },
    }
    features = [place] if asset.latitude is not None else []
    return JsonResponse({"type": "FeatureCollection", "features": features})
