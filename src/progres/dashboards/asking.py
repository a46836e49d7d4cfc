"""How the statements behind overviews, lists and maps are run."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from progres.database.scope import Scope
from progres.devices.models import DeviceQuerySet
from progres.devices.queries import search_device_types
from progres.tenants.queries import search_tenants

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


def ask_states(
    statement: str, devices: DeviceQuerySet, scope: Scope, at: datetime, *values: object
) -> list[Any]:
    """Run a statement that is built on the states of devices."""
    try:
        select, parameters = select_of(devices)
    except EmptyResultSet:  # no instance or no device was asked for
        return []
    tenants = list(scope.tenant_ids)
    return rows_of(
        statement.replace("{devices}", select),
        [tenants, *parameters, *limits_of(scope, at), tenants, *values],
    )


def limits_of(scope: Scope, at: datetime) -> tuple[list[Any], ...]:
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


def select_of(devices: DeviceQuerySet) -> tuple[str, tuple[Any, ...]]:
    """Write devices as statements take them: the text and its parameters."""
    query = devices.order_by().values(*_COLUMNS).query
    select, parameters = query.sql_with_params()
    return select, parameters


def rows_of(statement: str, values: Sequence[Any]) -> list[Any]:
    """Run a statement and return all it finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows
