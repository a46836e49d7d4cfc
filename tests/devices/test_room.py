"""Quotas of devices and users, which hold for an instance and all below."""

import pytest

from progres.accounts.invitation_actions import invite_person
from progres.accounts.people import PersonFields
from progres.accounts.room import NoRoom
from progres.database.scope import scoped
from progres.devices.actions import register_device, register_many
from progres.devices.checks import DeviceFields
from progres.devices.deleting import delete_device
from progres.devices.room import NoRoomForDevices
from progres.tenants.actions import change_tenant
from progres.tenants.models import Tenant
from tests.world import NOON, World


def limit(world: World, tenant: Tenant, **quotas: int | None) -> None:
    with scoped(world.everything):
        change_tenant(
            tenant.id, quotas, scope=world.everything, by=world.otto.actor, at=NOON
        )


def register(world: World, number: int) -> None:
    with scoped(world.olga.scope):
        register_device(
            DeviceFields(dev_eui=f"70b3d57ed000000{number}", name=f"Zähler {number}"),
            tenant=world.bad,
            device_type=world.device_type,
            by=world.olga,
            at=NOON,
        )


def test_beyond_a_quota_no_device_is_registered_in_any_way(world: World) -> None:
    limit(world, world.musterstadt, quota_devices=2)
    register(world, 1)

    with pytest.raises(NoRoomForDevices, match="quota is 2 devices, and there are 2"):
        register(world, 2)
    fields = [DeviceFields(dev_eui="70b3d57ed0000003", name="Zähler 3")]
    with scoped(world.olga.scope), pytest.raises(NoRoomForDevices):
        register_many(
            fields,
            tenant=world.bad,
            device_type=world.device_type,
            by=world.olga,
            at=NOON,
        )


def test_a_deleted_device_makes_room(world: World) -> None:
    limit(world, world.bad, quota_devices=1)
    with scoped(world.olga.scope):
        delete_device(world.device.id, by=world.olga, at=NOON)

    register(world, 1)

    with pytest.raises(NoRoomForDevices):
        register(world, 2)


def test_an_empty_quota_and_that_of_others_are_no_limit(world: World) -> None:
    limit(world, world.musterstadt, quota_devices=1)
    limit(world, world.musterstadt, quota_devices=None)
    limit(world, world.nord, quota_devices=0)

    register(world, 1)


def test_open_invitations_count_as_users(world: World) -> None:
    limit(world, world.musterstadt, quota_users=3)

    def invite(name: str, tenant: Tenant) -> None:
        fields = PersonFields(
            email=f"{name}@example.org", first_name="K", last_name="L", role="viewer"
        )
        with scoped(world.olga.scope):
            invite_person(fields, tenant=tenant, by=world.olga, at=NOON)

    invite("klara", world.bad)
    with pytest.raises(NoRoom, match="quota is 3 users, and there are 3"):
        invite("paul", world.musterstadt)
