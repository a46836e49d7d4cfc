"""Two instances with data of every kind that is kept for a time, and jobs that cut it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import psycopg
from django.db import transaction

from progres.database.scope import scoped
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields, DeviceTypeFields
from progres.devices.models import Device
from progres.devices.type_actions import create_device_type
from progres.metering.actions import create_point
from progres.metering.checks import Exchange, PointFields
from progres.metering.exchanges import exchange_meter
from progres.metering.models import MeasuringPoint
from progres.ops.postgres import DatabaseUrls
from progres.privacy.kinds import Kind
from progres.privacy.models import RetentionPolicy
from progres.tenants.models import Tenant
from progres.worker import jobs
from tests.world import CODEC, NOON, World

DAY = timedelta(days=1)


def at(days: float) -> int:
    """Noon and so many days, in seconds since 1970."""
    return int((NOON + days * DAY).timestamp())


@contextmanager
def everything(world: World) -> Iterator[None]:
    """A transaction that sees all instances."""
    with transaction.atomic(), scoped(world.everything):
        yield


def climate_device(world: World, tenant: Tenant, eui: str) -> Device:
    """A device that measures the climate of a room."""
    keys = ("temperature", "humidity")
    device_type = create_device_type(
        DeviceTypeFields(
            manufacturer="Muster Sensorik",
            model=f"Klima {eui}",
            codec_source=CODEC,
            value_specs=[{"key": key} for key in keys],
        ),
        tenant=tenant,
        by=world.otto,
        at=NOON,
    )
    return register_device(
        DeviceFields(dev_eui=eui, name=f"Klima {eui}"),
        tenant=tenant,
        device_type=device_type,
        by=world.otto,
        at=NOON,
    )


def other_device(world: World, tenant: Tenant, eui: str) -> Device:
    """A device that neither reads a meter nor measures the climate of a room."""
    device_type = create_device_type(
        DeviceTypeFields(
            manufacturer="Muster Sensorik",
            model=f"Zähler {eui}",
            codec_source=CODEC,
            value_specs=[{"key": "volume", "kind": "counter", "unit": "m³"}],
        ),
        tenant=tenant,
        by=world.otto,
        at=NOON,
    )
    return register_device(
        DeviceFields(dev_eui=eui, name=f"Gerät {eui}"),
        tenant=tenant,
        device_type=device_type,
        by=world.otto,
        at=NOON,
    )


def read_by(world: World, device: Device) -> MeasuringPoint:
    """Let a device read a meter at a measuring point."""
    point = create_point(
        PointFields(
            name=f"Wasser {device.name}",
            medium="water",
            unit="m³",
            number=device.dev_eui,
        ),
        tenant=device.tenant,
        by=world.otto,
        at=NOON,
    )
    said = Exchange(
        moment=NOON,
        number="W 1",
        first_reading=1,
        device_id=device.id,
        key="volume",
    )
    exchange_meter(point.id, said, by=world.otto, at=NOON)
    return point


def choose(tenant: Tenant, **days: int) -> None:
    """Let an instance keep kinds for so many days; runs in a scope."""
    for name, chosen in days.items():
        RetentionPolicy(tenant=tenant, kind=Kind(name), days=chosen).save(
            force_insert=True
        )


def measure(
    urls: DatabaseUrls, device: Device, *days: date, late: bool = False
) -> None:
    """Store an uplink with its reading and message at noon of each day."""
    with psycopg.connect(urls.owner) as owner:
        for day in days:
            if not late:
                owner.execute("select make_partitions(%s, %s)", [day, day])
            ts = datetime.combine(day, NOON.timetz())
            whose = [device.tenant_id, device.id, ts]
            owner.execute(
                "insert into layout (keys) values ('{temperature}')"
                " on conflict do nothing"
            )
            owner.execute(
                f"insert into {'reading_late' if late else 'reading'}"  # noqa: S608 ours
                " (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals)"
                " select %s, %s, %s, 0, 1, layout_id, '{21.5}' from layout"
                " where keys = '{temperature}'",
                whose,
            )
            if not late:
                owner.execute(
                    "insert into uplink (tenant_id, device_id, received_at, frame_key,"
                    " connection_id, ts, late, f_cnt, payload, radio, receptions,"
                    " state) values (%s, %s, %s, 1, 1, now(), false, 1, '', '{}', '[]',"
                    " 1)",
                    whose,
                )
                owner.execute(
                    "insert into delivery (tenant_id, device_id, received_at,"
                    " frame_key, body) values (%s, %s, %s, 1, 'x')",
                    whose,
                )


def days_of(urls: DatabaseUrls, device: Device, table: str = "reading") -> list[date]:
    """The days of which a table has something of a device."""
    column = "ts" if table.startswith("reading") else "received_at"
    with psycopg.connect(urls.owner) as owner:
        rows = owner.execute(
            f"select ({column} at time zone 'UTC')::date from {table}"  # noqa: S608 ours
            " where device_id = %s order by 1",
            [device.id],
        ).fetchall()
    return [day for (day,) in rows]


def tell(urls: DatabaseUrls, tenants: Iterable[Tenant]) -> None:
    """Let instances have been told long ago that readings will go."""
    with psycopg.connect(urls.owner) as owner:
        for tenant in tenants:
            for kind in ("meter_readings", "room_climate", "other_readings"):
                owner.execute(
                    "insert into retention_notice (tenant_id, kind, told_at,"
                    " not_before) values (%s, %s, now(), '2000-01-01')",
                    [tenant.id, kind],
                )


def cut(days: float = 0) -> None:
    """Run all jobs of a night that delete what devices sent."""
    jobs.count_stored_days(timestamp=at(days))
    jobs.cut_deliveries(timestamp=at(days))
    jobs.cut_uplinks(timestamp=at(days))
    jobs.cut_readings(timestamp=at(days))
