from collections.abc import Iterator
from dataclasses import replace

import pytest

from progres.database.scope import Scope, scoped
from progres.devices.checks import BadDeviceType, DeviceTypeFields
from progres.devices.models import DeviceType
from progres.devices.queries import get_device_type
from progres.devices.type_actions import (
    DeviceTypeInUse,
    change_device_type,
    create_device_type,
    delete_device_type,
)
from tests.world import NOON, World

FIELDS = DeviceTypeFields(manufacturer="Muster Sensorik", model="Raum 3")


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """The world, seen by everybody's scope."""
    with scoped(world.everything):
        yield world


def test_a_type_of_devices_below_stays_shared(house: World) -> None:
    with pytest.raises(BadDeviceType, match="must stay shared"):
        change_device_type(
            house.device_type.id, replace(FIELDS, shared=False), by=house.olga, at=NOON
        )


def test_a_type_that_nobody_below_uses_can_be_hidden(house: World) -> None:
    spare = create_device_type(
        replace(FIELDS, model="Raum 4"),
        tenant=house.musterstadt,
        by=house.olga,
        at=NOON,
    )
    change_device_type(
        spare.id,
        replace(FIELDS, model="Raum 4", shared=False),
        by=house.olga,
        at=NOON,
    )
    below = Scope(frozenset({house.bad.id}), frozenset({house.musterstadt.id}))
    with scoped(below), pytest.raises(DeviceType.DoesNotExist):
        get_device_type(below, spare.id)


def test_a_type_with_devices_cannot_be_deleted(house: World) -> None:
    with pytest.raises(DeviceTypeInUse, match="still has devices"):
        delete_device_type(house.device_type.id, by=house.olga, at=NOON)


def test_a_type_of_an_instance_above_can_be_used_and_not_changed(house: World) -> None:
    nora = house.nora
    with pytest.raises(DeviceType.DoesNotExist):
        change_device_type(house.device_type.id, FIELDS, by=nora, at=NOON)
