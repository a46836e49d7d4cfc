from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Max, Min

from progres.alarms.queries import open_alarm_count, search_alarms
from progres.dashboards import statements
from progres.dashboards.statements import BY_URGENCY, ORDERS
from progres.dashboards.values import DevicePage, DeviceRow, MapPoint, Overview
from progres.database.scope import Scope
from progres.devices.models import DeviceQuerySet
from progres.devices.queries import search_device_types, search_devices
from progres.devices.rules import DeviceState
from progres.kit.words import sort_key
from progres.readings.queries import latest_of
from progres.tenants.queries import search_tenants

PAGE_SIZE = 50
MOST_PLACES = 5_000
GRID = 60  # cells along the longer side of the map where there are more places
RECENT = 10

_COLUMNS = (
    "id",
    "name",
    "sort_key",
    "status",
    "tenant_id",
    "device_type_id",
    "latitude",
    "longitude",
)


def overview(scope: Scope, *, at: datetime) -> Overview:
    """Say how the instances in scope stand at `at`."""
    counts = dict.fromkeys(BY_URGENCY, 0)
    for row in _ask(statements.COUNTS, search_devices(scope), scope, at):
        counts = dict(zip(BY_URGENCY, row, strict=True))
    heard_last = [
        row[0] for row in _rows(statements.ACTIVITY, [list(scope.tenant_ids), RECENT])
    ]
    return Overview(
        counts=counts,
        activity=_device_rows(scope, heard_last, at),
        open_alarms=list(search_alarms(scope, state="open")[:RECENT]),
        open_alarm_count=open_alarm_count(scope),
    )


def device_page(
    scope: Scope,
    *,
    text: str = "",
    device_type_id: int | None = None,
    tenant_id: int | None = None,
    tag: str = "",
    state: DeviceState | None = None,
    order: str = "name",
    page: int = 1,
    page_size: int = PAGE_SIZE,
    at: datetime,
) -> DevicePage:
    """Find a page of the device list, counted from 1, with the states at `at`.

    `text`, type, instance and tag filter as `search_devices` does. `order` is a key of
    `statements.ORDERS` (name, state, last_seen, type, tenant; a leading '-' turns it
    round). Behind the last page `rows` is empty.
    """
    devices = search_devices(
        scope,
        text=text,
        device_type_id=device_type_id,
        tenant_id=tenant_id,
        tag=tag,
    )
    part = page_size, (page - 1) * page_size
    if order == "name" and state is None:
        total = devices.count()
        ids = list(devices.values_list("id", flat=True)[part[1] : sum(part)])
    else:
        ids, total = _ordered_ids(
            scope, devices, state=state, order=order, part=part, at=at
        )
    return DevicePage(rows=_device_rows(scope, ids, at), total=total)


def device_ids(
    scope: Scope,
    *,
    text: str = "",
    device_type_id: int | None = None,
    tenant_id: int | None = None,
    tag: str = "",
    state: DeviceState | None = None,
    order: str = "name",
    most: int | None = None,
    at: datetime,
) -> list[int]:
    """Find all devices of the list, on whatever page, as `device_page` orders them.

    At most the first `most`, if that is given.
    """
    devices = search_devices(
        scope,
        text=text,
        device_type_id=device_type_id,
        tenant_id=tenant_id,
        tag=tag,
    )
    if order == "name" and state is None:
        return list(devices.values_list("id", flat=True)[:most])
    part = devices.count() if most is None else most, 0
    return _ordered_ids(scope, devices, state=state, order=order, part=part, at=at)[0]


def device_rows(
    scope: Scope, device_ids: Sequence[int], *, at: datetime
) -> list[DeviceRow]:
    """Read these devices with state and newest values, in the order of their ids."""
    return _device_rows(scope, device_ids, at)


def states_of(
    scope: Scope, device_ids: Iterable[int], *, at: datetime
) -> dict[int, DeviceState]:
    """Say in which state each of these devices is; those not in scope are absent."""
    devices = search_devices(scope).filter(id__in=list(device_ids))
    rows = _ask(statements.ALL, devices, scope, at)
    return {device_id: BY_URGENCY[rank] for device_id, rank in rows}


def count_silent_since(scope: Scope, since: datetime, *, at: datetime) -> int:
    """How many devices are silent at `at` that were not yet at `since`."""
    rows = _ask(
        statements.SILENT_SINCE,
        search_devices(scope),
        scope,
        at,
        *_limits(scope, since),
    )
    return rows[0][0] if rows else 0


def map_points(scope: Scope, *, at: datetime) -> list[MapPoint]:
    """Devices with coordinates and their states at `at`, at most about 5,000 points.

    Where there are more, those near each other are one point in their middle.
    """
    devices = search_devices(scope).filter(latitude__isnull=False)
    if devices.count() <= MOST_PLACES:
        rows = _ask(statements.PLACES, devices, scope, at)
    else:
        cell = _spread(devices) / GRID
        rows = _ask(statements.CELLS, devices, scope, at, cell, cell)
    return [
        MapPoint(
            latitude=latitude,
            longitude=longitude,
            state=BY_URGENCY[rank],
            count=count,
            device_id=device_id if count == 1 else None,
            name=name if count == 1 else "",
        )
        for latitude, longitude, rank, count, device_id, name in rows
    ]


def _ordered_ids(
    scope: Scope,
    devices: DeviceQuerySet,
    *,
    state: DeviceState | None,
    order: str,
    part: tuple[int, int],
    at: datetime,
) -> tuple[list[int], int]:
    """Find the ids of a part (limit, offset) of the list and the number of all."""
    groups, group = _groups(scope, order)
    join = statements.GROUPS.format(group=group) if groups else ""
    words = {"groups": join, "order": ORDERS[order]}
    named = [groups] if groups else []
    if groups and state is None:
        select, parameters = _select(devices)
        statement = statements.BY_GROUP.format(devices=select, **words)
        rows = _rows(statement, [*parameters, *named, *part])
    else:
        rank = None if state is None else BY_URGENCY.index(state)
        statement = statements.BY_STATE.format(devices="{devices}", **words)
        rows = _ask(statement, devices, scope, at, *named, rank, rank, *part)
    if not rows and part[1]:  # behind the last page only the number is to be told
        _, total = _ordered_ids(
            scope, devices, state=state, order=order, part=(1, 0), at=at
        )
        return [], total
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _groups(scope: Scope, order: str) -> tuple[list[int], str]:
    """List what an order groups by, in the order of its names, and say by which column."""
    match order.removeprefix("-"):
        case "type":
            return [item.id for item in search_device_types(scope)], "device_type_id"
        case "tenant":
            tenants = sorted(search_tenants(scope), key=lambda t: sort_key(t.name))
            return [tenant.id for tenant in tenants], "tenant_id"
        case _:
            return [], "tenant_id"


def _spread(devices: DeviceQuerySet) -> float:
    """Say how far apart places are in degrees, at least about a metre."""
    ends = devices.aggregate(
        south=Min("latitude"),
        north=Max("latitude"),
        west=Min("longitude"),
        east=Max("longitude"),
    )
    height = float(ends["north"] - ends["south"])
    return max(height, float(ends["east"] - ends["west"]), 1e-5)


def _device_rows(
    scope: Scope, device_ids: Sequence[int], at: datetime
) -> list[DeviceRow]:
    """Read these devices in the order of their ids."""
    devices = search_devices(scope).in_bulk(device_ids)
    states = states_of(scope, device_ids, at=at)
    latest = latest_of(scope, device_ids)
    return [
        DeviceRow(
            device=devices[device_id],
            state=states[device_id],
            latest=latest.get(device_id),
        )
        for device_id in device_ids
        if device_id in states
    ]


def _ask(
    statement: str, devices: DeviceQuerySet, scope: Scope, at: datetime, *values: object
) -> list[Any]:
    """Run a statement that is built on the states of devices."""
    try:
        select, parameters = _select(devices)
    except EmptyResultSet:  # no instance or no device was asked for
        return []
    tenants = list(scope.tenant_ids)
    return _rows(
        statement.replace("{devices}", select),
        [tenants, *parameters, *_limits(scope, at), tenants, *values],
    )


def _limits(scope: Scope, at: datetime) -> tuple[list[Any], ...]:
    """List since when devices of each type must have been heard, by time zone."""
    zones = {tenant.time_zone for tenant in search_tenants(scope)}
    types = search_device_types(scope).only("expected_interval", "send_plan")
    rows = [
        (
            item.id,
            zone,
            (limits := item.limits(time_zone=zone, at=at)).late,
            limits.silent,
        )
        for item in types.order_by()
        for zone in zones
    ]
    return tuple(map(list, zip(*rows, strict=True))) or ([], [], [], [])


def _select(devices: DeviceQuerySet) -> tuple[str, tuple[Any, ...]]:
    query = devices.order_by().values(*_COLUMNS).query
    select, parameters = query.sql_with_params()
    return select, parameters


def _rows(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows
