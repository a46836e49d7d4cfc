"""More things for the world that the front door meets."""

from datetime import timedelta

from django.db import transaction

from progres.alarms.models import AlarmRule
from progres.database.scope import scoped
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields, DeviceTypeFields
from progres.devices.models import Device
from progres.devices.type_actions import create_device_type
from progres.tenants.models import Tenant
from tests.world import NOON, World, add_shared_type

LOOPING = "70b3d57ed0065555"


@transaction.atomic
def register_device_with(world: World, dev_eui: str, source: str) -> str:
    """Register a device of a new type with this codec; return its DevEUI."""
    with scoped(world.olga.scope):
        device_type = create_device_type(
            DeviceTypeFields(manufacturer="Muster", model=dev_eui, codec_source=source),
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
        register_device(
            DeviceFields(dev_eui=dev_eui, name=dev_eui),
            tenant=world.bad,
            device_type=device_type,
            by=world.olga,
            at=NOON,
        )
    return dev_eui


def register_looping_device(world: World) -> str:
    """A device whose codec never comes to an end."""
    return register_device_with(
        world, LOOPING, "function decodeUplink(input) { while (true) {} }"
    )


@transaction.atomic
def add_rule(world: World, *, high: float) -> AlarmRule:
    """A rule on the temperature of all devices of the world's type."""
    with scoped(world.olga.scope):
        rule = AlarmRule(
            tenant=world.musterstadt,
            name="Zu warm",
            device_type=world.device_type,
            key="temperature",
            type="above",
            high=high,
            hysteresis=1.0,
            hold=timedelta(0),
            count=1,
            severity="major",
            created_at=NOON,
        )
        rule.save(force_insert=True)
    return rule


@transaction.atomic
def add_device(world: World, dev_eui: str, *, tenant: Tenant | None = None) -> Device:
    """A device of the pool's instance unless said otherwise."""
    known = tenant is None or world.musterstadt.id in tenant.lineage
    with scoped(world.otto.scope):
        return register_device(
            DeviceFields(dev_eui=dev_eui, name=f"Gerät {dev_eui}"),
            tenant=tenant or world.bad,
            device_type=world.device_type if known else add_shared_type(world),
            by=world.otto,
            at=NOON,
        )
