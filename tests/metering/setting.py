"""A cold water meter of the pool, and the devices that read it."""

from dataclasses import replace
from datetime import timedelta

from progres.assets.models import Asset
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields, DeviceTypeFields
from progres.devices.models import Device, DeviceType
from progres.devices.type_actions import create_device_type
from progres.metering.actions import create_point
from progres.metering.checks import Exchange, PointFields
from progres.metering.exchanges import exchange_meter
from progres.metering.models import MeasuringPoint, Meter, Occupancy
from progres.metering.occupancies import move_in
from progres.metering.occupancy_checks import OccupancyFields
from tests.world import NOON, World

DAY = timedelta(days=1)
WATER = PointFields(name="Hallenbad Kaltwasser", medium="water", number="MP-0007")
FIRST = Exchange(moment=NOON - 30 * DAY, number="8KAM0012345678", first_reading=100.0)


def make_counter_type(world: World) -> DeviceType:
    """A type that sends a volume, and two more counters."""
    return create_device_type(
        DeviceTypeFields(
            manufacturer="Muster Sensorik",
            model="Wasser 2",
            value_specs=[
                {
                    "key": key,
                    "label_de": label,
                    "label_en": label,
                    "unit": unit,
                    "kind": "counter",
                }
                for key, label, unit in (
                    ("volume", "Volumen", "m³"),
                    ("litres", "Liter", "L"),
                )
            ],
        ),
        tenant=world.musterstadt,
        by=world.olga,
        at=NOON,
    )


def make_reader(
    world: World,
    device_type: DeviceType,
    last: str = "a",
    *,
    asset: Asset | None = None,
) -> Device:
    """A device at the pool that reads a water meter."""
    return register_device(
        DeviceFields(
            dev_eui=f"24e124710c14000{last}",
            name=f"Wasserfühler {last}",
            asset_id=asset.id if asset else None,
        ),
        tenant=world.bad,
        device_type=device_type,
        by=world.olga,
        at=NOON,
    )


def make_point(
    world: World, fields: PointFields = WATER, *, asset: Asset | None = None
) -> MeasuringPoint:
    """A measuring point of the pool, without a meter."""
    return create_point(
        replace(fields, asset_id=asset.id) if asset else fields,
        tenant=world.bad,
        by=world.olga,
        at=NOON,
    )


def put_in(
    world: World,
    point: MeasuringPoint,
    exchange: Exchange = FIRST,
    *,
    device: Device | None = None,
) -> Meter:
    """Put a meter in at a measuring point, with a device that reads it, or none."""
    return exchange_meter(
        point.id,
        replace(exchange, device_id=device.id if device else None),
        by=world.olga,
        at=NOON,
    )


def make_occupancy(world: World, point: MeasuringPoint) -> Occupancy:
    """Somebody who consumes at a measuring point since noon."""
    said = OccupancyFields(name="Partei A", since=NOON)
    return move_in(point.id, said, by=world.olga, at=NOON)
