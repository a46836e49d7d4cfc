"""The map: the devices of an instance and those below, by where they are."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import isnan

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.dashboards.places import MOST_PLACES, map_view, point_of
from progres.dashboards.values import Box
from progres.database.scope import Scope
from progres.devices.queries import search_device_types
from progres.devices.rules import DeviceState, ValueKind
from progres.devices.words import known_tags
from progres.gateways.queries import search_gateways
from progres.readings.coverage import devices_heard, gateways_hearing
from progres.tenants.queries import search_tenants
from progres.web.device_list import Question
from progres.web.guards import TenantRequest, requires
from progres.web.map_features import (
    collection,
    device_features,
    gateway_features,
    heard_features,
)
from progres.web.words import STATES, label_of

SHOWN_KINDS = frozenset({ValueKind.GAUGE, ValueKind.COUNTER, ValueKind.STATE})


@require_safe
@requires(Permission.DEVICES_VIEW)
def show_map(request: TenantRequest) -> HttpResponse:
    scope = request.by.scope
    instances = [(str(i.id), i.name) for i in search_tenants(scope)]
    context = {
        "question": Question.read(request.GET),
        "states": STATES.items(),
        "types": [(str(t.id), str(t)) for t in search_device_types(scope)],
        "places": instances if len(instances) > 1 else (),
        "tags": [(tag, tag) for tag in known_tags(scope)],
        "values": _values_to_show(scope).items(),
        "value": request.GET.get("value", ""),
        "hides_gateways": request.GET.get("gateways") == "0",
    }
    return render(request, "maps/show.html", context)


@require_safe
@requires(Permission.DEVICES_VIEW)
def show_places(request: TenantRequest) -> HttpResponse:
    """Answer the devices that the list's question finds, all or those in a box."""
    question = Question.read(request.GET)
    found = map_view(
        request.by.scope,
        text=question.q,
        device_type_id=int(question.type) if question.type else None,
        tenant_id=int(question.instance) if question.instance else None,
        tag=question.tag,
        state=DeviceState(question.state) if question.state else None,
        box=box_in(request.GET.get("box", "")),
        value_key=request.GET.get("value", "")[:100],
        at=timezone.now(),
    )
    return collection(
        device_features(found.points, request.tenant.id),
        extent=found.extent,
        is_whole=found.is_whole,
    )


@require_safe
@requires(Permission.GATEWAYS_VIEW)
def show_gateway_places(request: TenantRequest) -> HttpResponse:
    """Answer the gateways that have coordinates."""
    gateways = search_gateways(request.by.scope)
    return collection(gateway_features(gateways, request.tenant.id))


@require_safe
@requires(Permission.GATEWAYS_VIEW, Permission.READINGS_VIEW)
def show_reach(request: TenantRequest, gateway_id: int) -> HttpResponse:
    """Answer a gateway and the devices it hears, the weakest if there are many."""
    scope, tenant_id = request.by.scope, request.tenant.id
    gateways = search_gateways(scope).filter(id=gateway_id)
    heard = devices_heard(
        scope,
        gateways.get().gateway_id,
        only_placed=True,
        limit=MOST_PLACES,
        at=timezone.now(),
    )
    features = heard_features(heard, tenant_id)
    return collection([*features, *gateway_features(gateways, tenant_id)])


@require_safe
@requires(Permission.READINGS_VIEW)
def show_hearing(request: TenantRequest, device_id: int) -> HttpResponse:
    """Answer a device and the gateways that hear it."""
    by, tenant_id, at = request.by, request.tenant.id, timezone.now()
    point = point_of(by.scope, device_id, at=at)
    features = device_features([point] if point else [], tenant_id)
    if by.may(Permission.GATEWAYS_VIEW):
        heard = gateways_hearing(by.scope, device_id, at=at)
        margins = {gateway.gateway_id: gateway.margin_db for gateway in heard}
        gateways = search_gateways(by.scope).filter(gateway_id__in=margins)
        features += gateway_features(gateways, tenant_id, margins_db=margins)
    return collection(features)


def box_in(text: str) -> Box | None:
    """Read west, south, east and north in degrees; None for what says no box."""
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        return None
    if any(map(isnan, (west, south, east, north))) or west > east or south > north:
        return None
    return Box(
        west=min(max(west, -180.0), 180.0),
        south=min(max(south, -90.0), 90.0),
        east=min(max(east, -180.0), 180.0),
        north=min(max(north, -90.0), 90.0),
    )


def _values_to_show(scope: Scope) -> Mapping[str, str]:
    """What devices measure, by its key, in the order of its names.

    Of several names of a key the one that most types give it.
    """
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for device_type in search_device_types(scope):
        for spec in device_type.value_specs:
            if spec["kind"] in SHOWN_KINDS:
                names[spec["key"]][label_of(spec)] += 1
    labels = {key: found.most_common(1)[0][0] for key, found in names.items()}
    return dict(sorted(labels.items(), key=lambda item: item[1].casefold()))
