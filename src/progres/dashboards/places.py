"""Where devices are: what maps show of them, of all or of those in a box."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from math import ceil, cos, log2, radians
from typing import Any

from django.db.models import Max, Min

from progres.dashboards import statements
from progres.dashboards.asking import ask_states, rows_of
from progres.dashboards.statements import BY_URGENCY
from progres.dashboards.values import Box, MapPoint, MapView
from progres.database.scope import Scope
from progres.devices.models import DeviceQuerySet
from progres.devices.queries import (
    get_device,
    search_device_types,
    search_devices,
)
from progres.devices.rules import DeviceState
from progres.metering.heat import kept_to_purpose
from progres.readings.resolution import without_newest
from progres.readings.values import Value

MOST_PLACES = 2_000  # devices that are shown one by one
GRID = 16  # cells at least along the longer side of what is shown, where there are more
LEAST_SIDE = 1e-4  # degrees, about ten metres


def map_view(
    scope: Scope,
    *,
    text: str = "",
    device_type_id: int | None = None,
    tenant_id: int | None = None,
    tag: str = "",
    state: DeviceState | None = None,
    box: Box | None = None,
    value_key: str = "",
    at: datetime,
) -> MapView:
    """Show devices with coordinates and their states at `at`, all or those in a box.

    Text, type, instance and tag filter as `search_devices` does. Where more than
    MOST_PLACES would be shown, those in the same cell of a grid are one point in their
    middle; cells lie where they lay when the box is moved. Of so many without a box
    only the extent is told. With `value_key` single devices have their newest value of that name.
    """
    devices = search_devices(
        scope,
        text=text,
        device_type_id=device_type_id,
        tenant_id=tenant_id,
        tag=tag,
    ).filter(latitude__isnull=False)
    if box is not None:
        devices = devices.filter(
            latitude__range=(box.south, box.north),
            longitude__range=(box.west, box.east),
        )
    elif devices.order_by()[: MOST_PLACES + 1].count() > MOST_PLACES:
        return MapView(points=[], extent=_extent(devices), is_whole=False)
    rank = None if state is None else BY_URGENCY.index(state)
    asked = (devices, scope, at, rank, rank)
    # One look at all devices is enough where it shows them as they will be shown: those
    # in a state are mostly few, all are mostly many.
    if box is None or state is not None:
        rows = ask_states(statements.PLACES, *asked, MOST_PLACES + 1)
        is_whole = len(rows) <= MOST_PLACES
        if box is not None and not is_whole:
            rows = ask_states(statements.CELLS, *asked, *cells_of(box))
    else:
        rows = ask_states(statements.CELLS, *asked, *cells_of(box))
        is_whole = sum(count for *_, count, _ in rows) <= MOST_PLACES
        if is_whole:
            rows = ask_states(statements.PLACES, *asked, MOST_PLACES)
    points = _points(scope, rows, value_key)
    return MapView(points=points, extent=box or _around(points), is_whole=is_whole)


def point_of(scope: Scope, device_id: int, *, at: datetime) -> MapPoint | None:
    """Return where a device is; None if it has no coordinates.

    Raises Device.DoesNotExist if it is not in scope.
    """
    get_device(scope, device_id)
    devices = search_devices(scope).filter(id=device_id, latitude__isnull=False)
    rows = ask_states(statements.PLACES, devices, scope, at, None, None, 1)
    return next(iter(_points(scope, rows, "")), None)


def cells_of(box: Box) -> tuple[float, float]:
    """Return height and width in degrees of the cells of a box.

    They only halve and double, and are about as high as wide on the map.
    """
    side = max(box.north - box.south, box.east - box.west, LEAST_SIDE)
    width = 360 / 2 ** ceil(log2(360 * GRID / side))
    middle = round((box.north + box.south) / 2, -1)
    return width * max(cos(radians(middle)), 0.1), width


def _extent(devices: DeviceQuerySet) -> Box:
    """Say between which degrees devices lie; there must be some."""
    ends = devices.order_by().aggregate(
        south=Min("latitude"),
        north=Max("latitude"),
        west=Min("longitude"),
        east=Max("longitude"),
    )
    return Box(**ends)


def _around(points: Iterable[MapPoint]) -> Box | None:
    latitudes = [point.latitude for point in points]
    longitudes = [point.longitude for point in points]
    if not latitudes:
        return None
    return Box(
        south=min(latitudes),
        north=max(latitudes),
        west=min(longitudes),
        east=max(longitudes),
    )


def _points(scope: Scope, rows: list[Any], value_key: str) -> list[MapPoint]:
    """Make points of rows; single devices have names, and values if asked for."""
    single = [device_id for *_, count, device_id in rows if count == 1]
    known = search_devices(scope).filter(id__in=single).order_by()
    names = {
        device_id: (name, type_id)
        for device_id, name, type_id in known.values_list(
            "id", "name", "device_type_id"
        )
    }
    values = _values(scope, single, value_key) if value_key else {}
    units = _units(scope, value_key) if value_key else {}
    return [
        _point(row, *names.get(row[-1], ("", None)), values=values, units=units)
        for row in rows
    ]


def _point(
    row: Any,
    name: str,
    type_id: int | None,
    *,
    values: Mapping[int, Value],
    units: Mapping[int | None, str],
) -> MapPoint:
    latitude, longitude, rank, count, device_id = row
    return MapPoint(
        latitude=latitude,
        longitude=longitude,
        state=BY_URGENCY[rank],
        count=count,
        device_id=device_id if count == 1 else None,
        name=name,
        value=values.get(device_id),
        unit=units.get(type_id, ""),
    )


def _values(scope: Scope, device_ids: list[int], key: str) -> dict[int, Value]:
    """The newest values, but for what is kept to its purpose or shown by days alone."""
    hidden = kept_to_purpose(scope, device_ids) | without_newest(scope, device_ids)
    device_ids = [device_id for device_id in device_ids if device_id not in hidden]
    rows = rows_of(statements.VALUES, [key, list(scope.tenant_ids), device_ids])
    return {device_id: json.loads(value) for device_id, value in rows if value}


def _units(scope: Scope, key: str) -> dict[int | None, str]:
    return {
        device_type.id: spec["unit"]
        for device_type in search_device_types(scope)
        for spec in device_type.value_specs
        if spec["key"] == key
    }
