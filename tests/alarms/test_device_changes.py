"""What becomes of alarms when the device itself changes."""

from django.db import transaction

from progres.alarms.rules import EndReason
from progres.database.scope import scoped
from progres.devices.actions import change_device
from progres.devices.checks import DeviceFields, DeviceTypeFields
from progres.devices.type_actions import create_device_type
from progres.ops.postgres import DatabaseUrls
from tests.alarms.setting import alarms, feed, make_rule, work
from tests.world import NOON, World


def test_the_alarm_of_a_rule_on_a_type_ends_when_the_device_gets_another(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, device = committed_world, committed_world.device
    make_rule(world)
    make_rule(world, device=device)
    feed(database_urls.ingest, device, (0, 35.0))
    work()
    with transaction.atomic(), scoped(world.olga.scope):
        other = create_device_type(
            DeviceTypeFields(manufacturer="Muster", model="Raum 4"),
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
        fields = DeviceFields(dev_eui=device.dev_eui, name=device.name)
        change_device(device.id, fields, device_type=other, by=world.olga, at=NOON)
    of_type, of_device = alarms(world)
    assert of_type.cleared_reason == EndReason.RULE_CHANGED
    assert of_device.cleared_at is None
