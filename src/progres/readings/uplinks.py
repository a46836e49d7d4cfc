"""Uplinks as they came; without payload where the viewer may not see every value."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from progres.database.scope import Scope
from progres.devices.queries import get_device
from progres.readings.resolution import finest_of_many
from progres.readings.rules import Resolution, UplinkState
from progres.readings.statements import UPLINKS
from progres.readings.values import UplinkRow


def uplinks_of(
    scope: Scope,
    device_id: int,
    *,
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[UplinkRow]:
    """Uplinks of a device by time of receipt, the newest first.

    `before` is the `place` of the last uplink seen; those older follow. Raises
    Device.DoesNotExist if the device is not in scope.
    """
    device = get_device(scope, device_id)
    older = " and (received_at, frame_key) < (%s, %s)" if before else ""
    rows = _rows(
        f"{UPLINKS} where tenant_id = %s and device_id = %s{older}"
        " order by received_at desc, frame_key desc limit %s",
        [device.tenant_id, device.id, *(before or ()), limit],
    )
    return _shown(scope, map(_uplink, rows))


def find_uplink(
    scope: Scope, device_id: int, place: tuple[datetime, int]
) -> UplinkRow | None:
    """Find the uplink of a device at this `place`.

    Raises Device.DoesNotExist if the device is not in scope.
    """
    device = get_device(scope, device_id)
    rows = _rows(
        f"{UPLINKS} where tenant_id = %s and device_id = %s"
        " and received_at = %s and frame_key = %s",
        [device.tenant_id, device.id, *place],
    )
    return next(iter(_shown(scope, map(_uplink, rows))), None)


def uplinks_of_connection(
    scope: Scope,
    connection_id: int,
    *,
    undecoded_since: datetime | None = None,
    limit: int = 100,
) -> list[UplinkRow]:
    """The newest uplinks through a connection, or since a time those undecoded."""
    of = "tenant_id = any(%s) and connection_id = %s"
    values: list[Any] = [list(scope.tenant_ids), connection_id]
    if undecoded_since:
        of += " and received_at >= %s and state = %s"
        values += [undecoded_since, UplinkState.FAILED]
    newest = f"{UPLINKS} where {of} order by received_at desc limit %s"
    return _shown(scope, map(_uplink, _rows(newest, [*values, limit])))


def _shown(scope: Scope, uplinks: Iterable[UplinkRow]) -> list[UplinkRow]:
    """Leave out the payloads of devices whose values are not all shown in this scope."""
    found = list(uplinks)
    if not found:
        return found
    devices = {uplink.device_id for uplink in found}
    oldest = min(uplink.received_at for uplink in found)
    finest = finest_of_many(scope, devices, since=oldest)
    return [
        replace(uplink, payload=b"", problem=None, message=None, is_hidden=True)
        if finest.get(uplink.device_id, Resolution.RAW) is not Resolution.RAW
        else uplink
        for uplink in found
    ]


def _rows(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def _uplink(row: Sequence[Any]) -> UplinkRow:
    names = UplinkRow.__slots__[:-1]  # but for what no table holds
    columns = dict(zip(names, row, strict=True))
    columns["payload"] = bytes(columns["payload"])
    columns["radio"] = json.loads(columns["radio"])
    columns["receptions"] = json.loads(columns["receptions"])
    columns["state"] = UplinkState(columns["state"])
    return UplinkRow(**columns)
