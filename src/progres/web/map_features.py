"""What <device-map> is given: GeoJSON with a name, a state and a link for each mark."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from progres.dashboards.values import Box, MapPoint
from progres.gateways.rules import GatewayState
from progres.readings.coverage import WEAK_DB, HeardDevice
from progres.web.figures import number
from progres.web.gateway_words import GATEWAY_STATES, SHAPES
from progres.web.templatetags.formats import reading
from progres.web.words import STATES

if TYPE_CHECKING:
    from progres.gateways.models import GatewayQuerySet

Feature = dict[str, Any]
GOOD_DB = 15.0  # a margin from which on nothing needs to be done


def collection(
    features: Iterable[Feature], *, extent: Box | None = None, is_whole: bool = True
) -> JsonResponse:
    """Answer marks; `whole` says that there is none beside them wherever one looks."""
    answer: Feature = {
        "type": "FeatureCollection",
        "features": list(features),
        "whole": is_whole,
    }
    if extent is not None:
        answer["bbox"] = [extent.west, extent.south, extent.east, extent.north]
    return JsonResponse(answer)


def device_features(points: Iterable[MapPoint], tenant_id: int) -> list[Feature]:
    """Make marks of devices; several near each other lead to the list."""
    devices = reverse("web:device_list", args=[tenant_id])
    labels = {state: str(label) for state, label in STATES.items()}
    return [
        _feature(
            point.latitude,
            point.longitude,
            id=point.device_id or 0,
            name=point.name or _several(point.count),
            state=point.state,
            state_label=labels[point.state],
            url=f"{devices}{point.device_id}/" if point.device_id else devices,
            count=point.count,
            value=_value(point),
        )
        for point in points
    ]


def gateway_features(
    gateways: "GatewayQuerySet",
    tenant_id: int,
    *,
    margins_db: Mapping[str, float | None] | None = None,
) -> list[Feature]:
    """Make marks of those gateways that have coordinates.

    `margins_db` tells by the gateways' ids how well they hear a device.
    """
    return [
        _feature(
            gateway.latitude,
            gateway.longitude,
            id=gateway.id,
            kind="gateway",
            name=gateway.name,
            state=SHAPES[GatewayState(gateway.health.state)],
            state_label=str(GATEWAY_STATES[gateway.health.state]),
            url=reverse("web:gateway", args=[tenant_id, gateway.id]),
            count=1,
            value=_decibels((margins_db or {}).get(gateway.gateway_id)),
        )
        for gateway in gateways.filter(latitude__isnull=False)
    ]


def heard_features(devices: Iterable[HeardDevice], tenant_id: int) -> list[Feature]:
    """Make marks of devices by how well a gateway hears them."""
    url = reverse("web:device_list", args=[tenant_id])
    return [
        _feature(
            device.latitude,
            device.longitude,
            id=device.device_id,
            name=device.name,
            state=_how_well(device.margin_db)[0],
            state_label=_how_well(device.margin_db)[1],
            url=f"{url}{device.device_id}/",
            count=1,
            value=_decibels(device.margin_db),
        )
        for device in devices
    ]


def _decibels(margin_db: float | None) -> str:
    return "" if margin_db is None else f"{number(round(margin_db, 1))} dB"


def _how_well(margin_db: float | None) -> tuple[str, str]:
    if margin_db is None:
        return "unknown", _("Margin unknown")
    if margin_db >= GOOD_DB:
        return "ok", _("Good margin")
    if margin_db >= WEAK_DB:
        return "late", _("Sufficient margin")
    return "silent", _("Weak margin")


def _feature(
    latitude: float | None, longitude: float | None, **properties: object
) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": properties,
    }


def _several(count: int) -> str:
    several = ngettext("%(count)d device", "%(count)d devices", count)
    return several % {"count": count}


def _value(point: MapPoint) -> str:
    if point.value is None:
        return ""
    return f"{reading(point.value)} {point.unit}".strip()
