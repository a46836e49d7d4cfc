import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from progres.database.scope import Scope
from progres.devices.queries import get_device
from progres.kit.clock import EPOCH
from progres.kit.refusal import Refusal
from progres.readings.resolution import finest_of, without_newest
from progres.readings.rules import (
    Resolution,
    bucket_edges,
    is_finer,
    parts_of,
)
from progres.readings.statements import raw_statement
from progres.readings.summing import (
    by_parts,
    nothing,
    of_device,
    rows_of,
    summed,
    units,
    whole,
)
from progres.readings.values import (
    CurrentState,
    CurrentValue,
    Latest,
    Series,
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
    oldest; then every series says that it is truncated. Where the scope does not allow
    every value, there is one of each whole part that it allows, at the part's start: of
    counters what they began with, else the mean. Raises Device.DoesNotExist,
    and BadQuestion for more than 50 keys, no period, or a limit outside 1–100,000.
    """
    device = get_device(scope, device_id)
    keys = _checked(keys, start, end)
    _check_number("limit", limit, MAX_POINTS)
    finest = finest_of(scope, device, start)
    if finest is not Resolution.RAW:
        return by_parts(device, keys, start, end, finest, limit)
    rows = rows_of(
        raw_statement(len(keys)),
        [*of_device(device, keys, start, end), *keys, keys, limit + 1],
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
            range(1, 2 * len(keys), 2), units(device, keys), strict=True
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
    are absent. Booleans count as 1 and 0, texts and positions are left out. Where the
    scope allows no parts so fine, they are as fine as it allows, and only whole ones that
    are over. Raises
    Device.DoesNotExist, and BadQuestion for more than 50 keys, no period, or buckets
    outside 1–2,000.
    """
    device = get_device(scope, device_id)
    keys = _checked(keys, start, end)
    _check_number("buckets", buckets, MAX_BUCKETS)
    zone = time_zone or device.tenant.time_zone
    edges = bucket_edges(*(grid or (start, end)), buckets=buckets, time_zone=zone)
    finest = finest_of(scope, device, start)
    if finest is Resolution.RAW:
        return summed(device, keys, start, end, edges)
    found = whole(start, end, finest, zone)
    if found is None:
        return nothing(device, keys, finest)
    if is_finer(edges, finest):
        edges = list(parts_of(*found, finest, time_zone=zone))
    return [
        replace(series, resolution=finest)
        for series in summed(device, keys, *found, edges)
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
    [(first, last)] = rows_of(
        f"select min(ts), max(ts) from ({ends}) ends",  # noqa: S608 constants
        [device.tenant_id, device.id] * 4,
    )
    return (first.astimezone(UTC), last.astimezone(UTC)) if first else None


def latest_of(scope: Scope, device_ids: Iterable[int]) -> dict[int, Latest]:
    """Find the newest state of each device; those never heard are absent.

    Without values where the scope allows them by days or coarser alone.
    """
    device_ids = list(device_ids)
    hidden = without_newest(scope, device_ids)
    rows = rows_of(
        "select device_id, ts, last_seen_at, f_cnt, values, rssi_dbm, snr_db,"
        " gateway_id, battery_percent, battery_at from latest"
        " where tenant_id = any(%s) and device_id = any(%s)",
        [list(scope.tenant_ids), device_ids],
    )
    found = {row[0]: _latest(row) for row in rows}
    return found | {
        device_id: replace(found[device_id], values={})
        for device_id in hidden & found.keys()
    }


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
