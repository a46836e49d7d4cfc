"""Two buildings with devices, and a person whose role ends at one of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import connection, transaction

from progres.accounts.membership import Membership
from progres.accounts.models import User
from progres.accounts.user_actions import change_user
from progres.alarms.actions import create_rule
from progres.alarms.checks import RuleFields
from progres.alarms.models import Alarm
from progres.assets.models import Asset
from progres.database.scope import scoped
from progres.devices.actions import change_device, register_device
from progres.devices.checks import DeviceFields, said_of_device
from progres.devices.models import Device
from tests.world import NOON, World, make_asset, member


@dataclass(frozen=True, kw_only=True)
class Town:
    """A pool with a room, in which the world's device hangs, and a town hall."""

    world: World
    pool: Asset
    room: Asset
    hall: Asset
    inside: Device
    outside: Device
    unplaced: Device


def make_town(world: World) -> Iterator[Town]:
    """Two buildings of Musterstadt with a device each, and one that hangs nowhere."""
    with transaction.atomic(), scoped(world.olga.scope):
        pool, hall = make_asset(world), make_asset(world, "Rathaus")
        room = make_asset(world, "Umkleide", parent=pool)
        inside = change_device(
            world.device.id,
            replace(said_of_device(world.device), asset_id=room.id),
            keys={"app_key": "00" * 16},
            by=world.olga,
            at=NOON,
        )
        outside = _device(world, "24e124710c140002", hall)
        unplaced = _device(world, "24e124710c140003", None)
        for device in (inside, outside, unplaced):
            _fill(world, device)
        yield Town(
            world=world,
            pool=pool,
            room=room,
            hall=hall,
            inside=inside,
            outside=outside,
            unplaced=unplaced,
        )


def _device(world: World, dev_eui: str, asset: Asset | None) -> Device:
    return register_device(
        DeviceFields(
            dev_eui=dev_eui,
            name=f"Fühler {dev_eui[-1]}",
            asset_id=asset.id if asset else None,
            latitude=52.5,
            longitude=13.4,
        ),
        tenant=world.musterstadt,
        device_type=world.device_type,
        keys={"app_key": "00" * 16},
        by=world.olga,
        at=NOON,
    )


def _fill(world: World, device: Device) -> None:
    """Let a device have been heard, with a rule, an open alarm and mail about it."""
    rule = create_rule(
        RuleFields(name="Zu warm", key="temperature", type="above", high=25.0),
        tenant=device.tenant,
        device=device,
        emails=["guest@example.com"],
        by=world.olga,
        at=NOON,
    )
    Alarm(
        tenant=device.tenant,
        rule=rule,
        device=device,
        name="Zu warm",
        key="temperature",
        type="above",
        high=25.0,
        severity="major",
        value=30.0,
        raised_at=NOON,
    ).save()
    place = [device.tenant_id, device.id]
    with connection.cursor() as cursor:
        cursor.execute("select make_partitions(%s, %s)", [NOON.date(), NOON.date()])
        cursor.execute(
            "insert into latest (tenant_id, device_id, ts, last_seen_at, f_cnt, values)"
            " values (%s, %s, %s, %s, 7, %s)",
            [*place, NOON, NOON, json.dumps({"temperature": [0, 30.0]})],
        )
        cursor.execute(
            "insert into uplink (tenant_id, device_id, received_at, frame_key,"
            " connection_id, ts, late, f_cnt, payload, radio, receptions, state)"
            " values (%s, %s, %s, 7, %s, %s, false, 1, '', '{}', '[]', 3)",
            [*place, NOON, world.connection.id, NOON],
        )
        cursor.execute(
            "insert into layout (keys) values (array['temperature'])"
            " on conflict do nothing"
        )
        cursor.execute(
            "insert into reading (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals)"
            " select %s, %s, %s, 1, 1, min(layout_id), array[30.0] from layout",
            [*place, NOON],
        )


def limit(town: Town, asset: Asset, role: str = "analyst") -> Membership:
    """Limit Rita to an asset; return how she acts in Musterstadt."""
    changes = {"role": role, "asset_id": asset.id}
    change_user(town.world.rita.user.id, changes, by=town.world.olga, at=NOON)
    return rita(town)


def rita(town: Town) -> Membership:
    with scoped(town.world.olga.scope):
        return member(User.objects.of(town.world.olga.scope).get(first_name="Rita"))


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")  # noqa: S608 constants
        number: int = cursor.fetchone()[0]
    return number
