import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from progres.database.scope import Scope
from progres.devices.models import Device
from progres.devices.queries import get_device
from progres.kit.clock import EPOCH
from progres.kit.refusal import Refusal
from progres.readings.rules import UplinkState, bucket_edges
from progres.readings.statements import UPLINKS, bucket_statement, raw_statement
from progres.readings.values import (
    CurrentState,
    CurrentValue,
    Latest,
    Series,
    UplinkRow,
    from_epoch_ms,
)

MAX_KEYS = 50
MAX_POINTS = 100_000  # of each series
MAX_BUCKETS = 2_000
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class BadQuestion(Refusal):
    """Readings cannot be asked for like this; the message says what would be right."""


def raw_series(
    scope: Scope,
    device_id: int,
    keys: Sequence[str],
    *,
    start: datetime,
    end: datetime,
    limit: int = MAX_POINTS,
) -> list[Series]:
    """Every value of each key, in the order of `keys`.

    `start` is inclusive and `end` exclusive; both must be aware. Booleans, texts and
    positions are given as they are. At most `limit` readings are looked at, the
    oldest; then every series says that it is truncated. Raises Device.DoesNotExist,
    and BadQuestion for more than 50 keys, no period, or a limit outside 1–100,000.
    """
    device = get_device(scope, device_id)
    keys = _checked(keys, start, end)
    _check_number("limit", limit, MAX_POINTS)
    rows = _rows(
        raw_statement(len(keys)),
        [*_of_device(device, keys, start, end), *keys, keys, limit + 1],
    )
    times = [datetime.fromtimestamp(row[0], UTC) for row in rows[:limit]]
    return [
        Series(
            key=key,
            unit=unit,
            points=[
                (at, json.loads(row[place + 1]) if row[place] is None else row[place])
                for at, row in zip(times, rows, strict=False)
                if row[place] is not None or row[place + 1] is not None
            ],
            truncated=len(rows) > limit,
        )
        for place, (key, unit) in zip(
            range(1, 2 * len(keys), 2), _units(device, keys), strict=True
        )
    ]


def bucketed_series(
    scope: Scope,
    device_id: int,
    keys: Sequence[str],
    *,
    start: datetime,
    end: datetime,
    buckets: int = 400,
    time_zone: str = "",
    grid: tuple[datetime, datetime] | None = None,
) -> list[Series]:
    """Summarise the values of each key in about `buckets` parts of the period.

    Parts are those of `rules.bucket_edges`, in `time_zone` or the instance's, of `grid`
    where several periods in it share them. `start` is inclusive and `end` exclusive;
    both must be aware. The mean is over readings, not over time; parts without values
    are absent. Booleans count as 1 and 0, texts and positions are left out. Raises
    Device.DoesNotExist, and BadQuestion for more than 50 keys, no period, or buckets
    outside 1–2,000.
    """
    device = get_device(scope, device_id)
    keys = _checked(keys, start, end)
    _check_number("buckets", buckets, MAX_BUCKETS)
    zone = time_zone or device.tenant.time_zone
    edges = bucket_edges(*(grid or (start, end)), buckets=buckets, time_zone=zone)
    thrice = [key for key in keys for _ in range(3)]
    rows = _rows(
        bucket_statement(len(keys)),
        [*_of_device(device, keys, start, end), edges, *thrice],
    )
    return [
        Series(
            key=key,
            unit=unit,
            points=[
                (edges[row[0] - 1], *row[place : place + 4])
                for row in rows
                if row[place + 3]
            ],
        )
        for place, (key, unit) in zip(
            range(1, 4 * len(keys), 4), _units(device, keys), strict=True
        )
    ]


def first_and_last(scope: Scope, device_id: int) -> tuple[datetime, datetime] | None:
    """Say when a device's oldest and newest readings are; None where there is none.

    Raises Device.DoesNotExist if the device is not in scope.
    """
    device = get_device(scope, device_id)
    ends = " union all ".join(
        f"(select ts from {table} where tenant_id = %s and device_id = %s"  # noqa: S608 constants
        f" order by ts {order} limit 1)"
        for table in ("reading", "reading_late")
        for order in ("asc", "desc")
    )
    [(first, last)] = _rows(
        f"select min(ts), max(ts) from ({ends}) ends",  # noqa: S608 constants
        [device.tenant_id, device.id] * 4,
    )
    return (first.astimezone(UTC), last.astimezone(UTC)) if first else None


def latest_of(scope: Scope, device_ids: Iterable[int]) -> dict[int, Latest]:
    """Find the newest state of each device; those never heard are absent."""
    rows = _rows(
        "select device_id, ts, last_seen_at, f_cnt, values, rssi_dbm, snr_db,"
        " gateway_id, battery_percent, battery_at from latest"
        " where tenant_id = any(%s) and device_id = any(%s)",
        [list(scope.tenant_ids), list(device_ids)],
    )
    return {row[0]: _latest(row) for row in rows}


def current_state(scope: Scope, device_id: int) -> CurrentState:
    """Read a device with its newest values, labelled, those of its type first.

    Raises Device.DoesNotExist if the device is not in scope.
    """
    device = get_device(scope, device_id)
    latest = latest_of(scope, [device_id]).get(device_id)
    found = dict(latest.values) if latest else {}
    specs = [spec for spec in device.device_type.value_specs if spec["key"] in found]
    known = {spec["key"] for spec in specs}
    specs += [
        {"key": key, "label_de": key, "label_en": key, "unit": "", "kind": ""}
        for key in sorted(found.keys() - known)
    ]
    values = [
        CurrentValue(**spec, ts=found[spec["key"]][0], value=found[spec["key"]][1])
        for spec in specs
    ]
    return CurrentState(device=device, latest=latest, values=values)


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
    return [_uplink(row) for row in rows]


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
    return _uplink(rows[0]) if rows else None


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
    return [_uplink(row) for row in _rows(newest, [*values, limit])]


def _rows(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def _of_device(
    device: Device, keys: Sequence[str], start: datetime, end: datetime
) -> list[object]:
    table = [device.tenant_id, device.id, start, end]
    return [*keys, keys, *table, *table]


def _units(device: Device, keys: Sequence[str]) -> list[tuple[str, str]]:
    units = {spec["key"]: spec["unit"] for spec in device.device_type.value_specs}
    return [(key, units.get(key, "")) for key in keys]


def _checked(keys: Sequence[str], start: datetime, end: datetime) -> list[str]:
    if not EPOCH <= start < end <= LATEST:
        raise BadQuestion(
            "%(start)s to %(end)s is not a period: it must begin before it ends and "
            "lie between the years 1970 and 2200.",
            start=f"{start:%Y-%m-%d %H:%M}",
            end=f"{end:%Y-%m-%d %H:%M}",
        )
    known = list(dict.fromkeys(keys))
    if not 1 <= len(known) <= MAX_KEYS:
        raise BadQuestion(
            "%(count)s keys were asked for; name 1 to %(most)s of them.",
            count=len(known),
            most=MAX_KEYS,
        )
    return known


def _check_number(name: str, number: int, highest: int) -> None:
    if not 1 <= number <= highest:
        raise BadQuestion(
            "%(name)s=%(number)s is not a number from 1 to %(most)s.",
            name=name,
            number=number,
            most=highest,
        )


def _latest(row: Sequence[Any]) -> Latest:
    return Latest(
        device_id=row[0],
        ts=row[1],
        last_seen_at=row[2],
        f_cnt=row[3],
        values=_values(json.loads(row[4])),
        rssi_dbm=row[5],
        snr_db=row[6],
        gateway_id=row[7],
        battery_percent=row[8],
        battery_at=row[9],
    )


def _values(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {key: (from_epoch_ms(at), value) for key, (at, value) in stored.items()}


def _uplink(row: Sequence[Any]) -> UplinkRow:
    names = UplinkRow.__slots__
    columns = dict(zip(names, row, strict=True))
    columns["payload"] = bytes(columns["payload"])
    columns["radio"] = json.loads(columns["radio"])
    columns["receptions"] = json.loads(columns["receptions"])
    columns["state"] = UplinkState(columns["state"])
    return UplinkRow(**columns)
