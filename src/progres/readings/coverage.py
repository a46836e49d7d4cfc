"""Which gateways hear which devices, how well, and what hangs on one gateway alone.

All of the last COVERAGE_DAYS, as the worker counted it until the last full hour. A margin
is what the mean signal-to-noise ratio lies above the floor at which a demodulator loses
the spreading factor that was used: −7.5 dB for SF7 to −20 dB for SF12 (Semtech, SX1301
data sheet).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from progres.database.scope import Scope

COVERAGE_DAYS = 7
LONGEST_COUNT = "10min"  # of an hour of uplinks
WEAK_DB = 5.0  # a margin below this is lost to rain, leaves or a parked van

_HEARD_BY_IT = """
from coverage c join device d on d.id = c.device_id and d.deleted_at is null
where c.gateway_id = %(gateway)s and c.tenant_id = any(%(tenants)s)
  and c.last_day >= %(since)s
"""
_REACH = f"""
select count(*), count(*) filter (where c.alone),
    count(*) filter (where c.margin < %(weak)s)
{_HEARD_BY_IT}
"""
_DEVICES = f"""
select c.device_id, d.name, c.alone, d.latitude, d.longitude, c.uplinks, c.rssi, c.snr,
    c.best_snr, c.margin
{_HEARD_BY_IT}
  and (not %(alone)s or c.alone) and (not %(placed)s or d.latitude is not null)
order by c.margin nulls last, d.sort_key, d.id
limit %(limit)s offset %(offset)s
"""
_GATEWAYS = """
select h.gateway_id, sum(h.uplinks), sum(h.rssi_sum) / nullif(sum(h.signals), 0),
    sum(h.snr_sum) / nullif(sum(h.signals), 0), max(h.best_snr),
    sum(h.margin_sum) / nullif(sum(h.margins), 0) as margin
from hearing h
where h.tenant_id = any(%(tenants)s) and h.device_id = %(device)s and h.day >= %(since)s
group by 1 order by margin desc nulls last, 2 desc
"""
_TRAFFIC = """
select hour, uplinks, devices, mean_rssi, mean_snr from gateway_hour
where gateway_id = %(gateway)s and hour >= %(since)s order by hour
"""

_COUNTED = """
select gateway_id, count(*) from coverage
where gateway_id = any(%(called)s) and tenant_id = any(%(tenants)s)
  and last_day >= %(since)s
group by 1
"""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many devices a gateway hears, and how many of them it alone, or weakly."""

    devices: int
    alone: int
    weak: int


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """How a gateway hears a device; means in dBm and dB, None where it does not say."""

    uplinks: int
    rssi_dbm: float | None
    snr_db: float | None
    best_snr_db: float | None
    margin_db: float | None

    @property
    def is_weak(self) -> bool:
        return self.margin_db is not None and self.margin_db < WEAK_DB


@dataclass(frozen=True, kw_only=True)
class HeardDevice(Hearing):
    """A device that a gateway hears; `is_alone` if no other one does."""

    device_id: int
    name: str
    is_alone: bool
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, kw_only=True)
class HearingGateway(Hearing):
    """A gateway that hears a device, named as network servers do."""

    gateway_id: str


@dataclass(frozen=True, kw_only=True)
class TrafficHour:
    """What a gateway heard in the hour that begins at `hour`."""

    hour: datetime
    uplinks: int
    devices: int
    mean_rssi_dbm: float | None
    mean_snr_db: float | None


def reach_of_gateway(scope: Scope, gateway_id: str, *, at: datetime) -> Reach:
    """Count the devices in scope that a gateway hears, by what servers call it."""
    (row,) = _ask(_REACH, scope, at, gateway=gateway_id, weak=WEAK_DB)
    return Reach(devices=row[0], alone=row[1], weak=row[2])


def count_devices_heard(
    scope: Scope, gateway_ids: Sequence[str], *, at: datetime
) -> dict[str, int]:
    """How many devices in scope gateways hear, by what servers call these."""
    return dict(_ask(_COUNTED, scope, at, called=[*gateway_ids]))


def devices_heard(
    scope: Scope,
    gateway_id: str,
    *,
    only_alone: bool = False,
    only_placed: bool = False,
    limit: int,
    offset: int = 0,
    at: datetime,
) -> list[HeardDevice]:
    """Devices in scope that a gateway hears, the weakest first.

    On demand only those that no other one hears, or that have coordinates.
    """
    rows = _ask(
        _DEVICES,
        scope,
        at,
        gateway=gateway_id,
        alone=only_alone,
        placed=only_placed,
        limit=limit,
        offset=offset,
    )
    return [
        HeardDevice(
            device_id=number,
            name=name,
            is_alone=is_alone,
            latitude=latitude,
            longitude=longitude,
            **_heard(how),
        )
        for number, name, is_alone, latitude, longitude, *how in rows
    ]


def gateways_hearing(
    scope: Scope, device_id: int, *, at: datetime
) -> list[HearingGateway]:
    """Gateways that hear a device, the best first; none for a device not in scope."""
    return [
        HearingGateway(gateway_id=gateway_id, **_heard(how))
        for gateway_id, *how in _ask(_GATEWAYS, scope, at, device=device_id)
    ]


def traffic_of_gateway(gateway_id: int, *, since: datetime) -> list[TrafficHour]:
    """Hours in which a gateway heard something, in their order.

    Empty for a gateway that the transaction's scope does not see.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TRAFFIC, {"gateway": gateway_id, "since": since})
        return [
            TrafficHour(
                hour=row[0],
                uplinks=row[1],
                devices=row[2],
                mean_rssi_dbm=row[3],
                mean_snr_db=row[4],
            )
            for row in cursor.fetchall()
        ]


def count_hearings(*, at: datetime) -> int:
    """Count which gateway heard which device, each whole hour that ended before `at`.

    Begins after the last hour that was counted, at most 26 hours before. Returns how
    many hours it was. Must run outside a transaction: each hour is one of its own.
    """
    hours = 0
    while _count_next_hour(at):
        hours += 1
    return hours


@transaction.atomic
def _count_next_hour(at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"set local statement_timeout = '{LONGEST_COUNT}'")
        cursor.execute("select count_hearings(%s)", [at])
        counted: bool = cursor.fetchone()[0]
    return counted


def first_day(at: datetime) -> date:
    """Return the first of the days that count at `at`."""
    return (at - timedelta(days=COVERAGE_DAYS)).date()


def _heard(how: Sequence[Any]) -> dict[str, Any]:
    return dict(zip((field.name for field in fields(Hearing)), how, strict=True))


def _ask(query: str, scope: Scope, at: datetime, **facts: Any) -> list[Any]:
    known: dict[str, Any] = {"tenants": [*scope.tenant_ids], "since": first_day(at)}
    with connection.cursor() as cursor:
        cursor.execute(query, {**known, **facts})
        rows: list[Any] = cursor.fetchall()
    return rows
