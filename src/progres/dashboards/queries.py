from collections.abc import Iterable, Sequence
from datetime import datetime

from progres.alarms.queries import open_alarm_count, search_alarms
from progres.dashboards import statements
from progres.dashboards.asking import ask_states, limits_of, rows_of, select_of
from progres.dashboards.statements import BY_URGENCY, ORDERS
from progres.dashboards.values import DevicePage, DeviceRow, Overview
from progres.database.scope import Scope
from progres.devices.models import DeviceQuerySet
from progres.devices.queries import search_device_types, search_devices
from progres.devices.rules import DeviceState
from progres.kit.words import sort_key
from progres.readings.queries import latest_of
from progres.tenants.queries import search_tenants

PAGE_SIZE = 50
RECENT = 10


def overview(scope: Scope, *, at: datetime) -> Overview:
    """Say how the instances in scope stand at `at`."""
    counts = dict.fromkeys(BY_URGENCY, 0)
    for row in ask_states(statements.COUNTS, search_devices(scope), scope, at):
        counts = dict(zip(BY_URGENCY, row, strict=True))
    heard_last = [
        row[0] for row in rows_of(statements.ACTIVITY, [list(scope.tenant_ids), RECENT])
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
    rows = ask_states(statements.ALL, devices, scope, at)
    return {device_id: BY_URGENCY[rank] for device_id, rank in rows}


def count_silent_since(scope: Scope, since: datetime, *, at: datetime) -> int:
    """How many devices are silent at `at` that were not yet at `since`."""
    rows = ask_states(
        statements.SILENT_SINCE,
        search_devices(scope),
        scope,
        at,
        *limits_of(scope, since),
    )
    return rows[0][0] if rows else 0


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
        select, parameters = select_of(devices)
        statement = statements.BY_GROUP.format(devices=select, **words)
        rows = rows_of(statement, [*parameters, *named, *part])
    else:
        rank = None if state is None else BY_URGENCY.index(state)
        statement = statements.BY_STATE.format(devices="{devices}", **words)
        rows = ask_states(statement, devices, scope, at, *named, rank, rank, *part)
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
