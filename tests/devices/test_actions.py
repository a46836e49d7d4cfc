from collections.abc import Iterator

import pytest

from progres.database.scope import Scope, scoped
from progres.devices.actions import change_device, register_device, register_many
from progres.devices.checks import DeviceFields, TypeOutOfReach, said_of_device
from progres.devices.models import Device, DeviceType
from progres.devices.queries import search_devices
from progres.tenants.models import Tenant
from tests.world import NOON, World

FIELDS = DeviceFields(dev_eui="24e124710c140002", name="Raumfühler 2")


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """The world, seen by everybody's scope."""
    with scoped(world.everything):
        yield world


def register(house: World, tenant: Tenant, device_type: DeviceType) -> Device:
    return register_device(
        FIELDS, tenant=tenant, device_type=device_type, by=house.otto, at=NOON
    )


def test_a_device_is_of_a_type_that_its_instance_sees(house: World) -> None:
    """The operator sees the types of all instances, each of these only some."""
    with pytest.raises(TypeOutOfReach, match="not shared with 'Stadtwerke Nord'"):
        register(house, house.nord, house.device_type)
    with pytest.raises(TypeOutOfReach):
        register_many(
            [FIELDS],
            tenant=house.nord,
            device_type=house.device_type,
            by=house.otto,
            at=NOON,
        )

    own = Scope(frozenset({house.bad.id}), frozenset(house.bad.lineage))
    made = register(house, house.bad, house.device_type)
    with scoped(own):
        assert made in search_devices(own)


def test_a_type_that_is_not_shared_is_for_its_own_instance(house: World) -> None:
    hidden = house.device_type
    hidden.shared = False

    with pytest.raises(TypeOutOfReach):
        register(house, house.bad, hidden)
    assert register(house, house.musterstadt, hidden).device_type == hidden


def test_a_device_changes_to_a_type_that_its_instance_sees(house: World) -> None:
    other = DeviceType(
        tenant=house.nord, manufacturer="Muster", model="Tür", created_at=NOON
    )
    other.save()

    with pytest.raises(TypeOutOfReach):
        change_device(
            house.device.id,
            said_of_device(house.device),
            device_type=other,
            by=house.otto,
            at=NOON,
        )
