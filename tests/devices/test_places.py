"""Which device hung in which asset from when to when."""

from dataclasses import replace
from datetime import timedelta

from progres.assets.models import Asset
from progres.database.scope import scoped
from progres.devices.actions import change_device, register_many
from progres.devices.checks import DeviceFields, said_of_device
from progres.devices.deleting import delete_device
from progres.devices.models import Device, DevicePlace
from progres.devices.moving import move_instance
from progres.devices.queries import get_device
from tests.world import NOON, World, make_asset

HOUR = timedelta(hours=1)


def hang(world: World, asset: Asset | None, hours: int) -> None:
    """Hang the world's device elsewhere, so many hours after noon."""
    device = get_device(world.olga.scope, world.device.id)
    fields = replace(said_of_device(device), asset_id=asset.id if asset else None)
    change_device(device.id, fields, by=world.olga, at=NOON + hours * HOUR)


def places(world: World) -> list[tuple[str, str, int, int | None]]:
    """Names, and hours after noon."""
    rows = DevicePlace.objects.of(world.everything).order_by("id")
    return [
        (
            place.device_name,
            place.asset_name,
            (place.since - NOON) // HOUR,
            (place.until - NOON) // HOUR if place.until else None,
        )
        for place in rows
    ]


def test_every_change_of_a_device_s_asset_is_kept(world: World) -> None:
    with scoped(world.olga.scope):
        hall, town = make_asset(world), make_asset(world, "Rathaus")
        for asset, hours in ((hall, 1), (town, 2), (town, 3), (None, 4), (hall, 5)):
            hang(world, asset, hours)
        delete_device(world.device.id, by=world.olga, at=NOON + 6 * HOUR)
        many = DeviceFields(dev_eui="24e124710c14000b", name="Neu", asset_id=town.id)
        register_many(
            [many],
            tenant=world.bad,
            device_type=world.device_type,
            by=world.olga,
            at=NOON + 7 * HOUR,
        )
        kept = places(world)
        Device.objects.of(world.olga.scope).update(asset=hall)  # by whatever way
        [*_, before, now] = places(world)

    assert kept == [
        ("Raumfühler 1", "Hallenbad", 1, 2),
        ("Raumfühler 1", "Rathaus", 2, 4),
        ("Raumfühler 1", "Hallenbad", 5, 6),
        ("Neu", "Rathaus", 7, None),
    ]
    assert before[3] == now[2]
    assert (now[1], now[3]) == ("Hallenbad", None)


def test_an_instance_that_moves_leaves_assets_above_it_behind(world: World) -> None:
    with scoped(world.everything):
        hang(world, make_asset(world), 1)
        device = Device.objects.of(world.everything).get(id=world.device.id)
        device.device_type.tenant = world.operator
        device.device_type.save()

        move_instance(world.bad.id, world.nord.id, by=world.otto, at=NOON + 2 * HOUR)

        device.refresh_from_db()
        assert device.asset_id is None
        [place] = places(world)
    assert place[3] is not None
