"""Whatever people change leaves an entry: what, by whom, from where, on which thing."""

from dataclasses import replace

import pytest
from django.db import connection

from progres.accounts.access import Role
from progres.accounts.actions import change_language, create_api_key, create_user
from progres.accounts.membership import Membership, Origin
from progres.audit.actions import record
from progres.audit.rules import PLATFORM, Target
from progres.connections.actions import (
    create_connection,
    delete_connection,
    renew_token,
)
from progres.database.scope import scoped
from progres.devices.actions import change_device, register_many
from progres.devices.checks import DeviceFields, said_of_device, said_of_type
from progres.devices.deleting import delete_device
from progres.devices.type_actions import (
    change_device_type,
    create_device_type,
    delete_device_type,
)
from progres.gateways.actions import register_gateway
from progres.gateways.checks import GatewayFields
from progres.tenants.actions import create_tenant
from tests.world import NOON, PASSWORD, World

Entry = tuple[str, str, str]  # action, actor, target


@pytest.fixture
def before(world: World) -> int:
    """The number of the last entry that the making of the world left."""
    with scoped(world.everything), connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from audit_entry")
        number: int = cursor.fetchone()[0]
    return number


def entries(world: World, after: int) -> list[Entry]:
    with scoped(world.everything), connection.cursor() as cursor:
        cursor.execute(
            "select action, actor, target from audit_entry where id > %s order by id",
            [after],
        )
        return list(cursor.fetchall())


def test_devices_and_types(world: World, before: int) -> None:
    by, device, own = world.olga, world.device, world.device_type
    with scoped(by.scope):
        change_device(
            device.id, replace(said_of_device(device), name="Fühler"), by=by, at=NOON
        )
        register_many(
            [DeviceFields(dev_eui="24e124710c140002", name="Zweiter")],
            tenant=world.bad,
            device_type=own,
            by=by,
            at=NOON,
        )
        delete_device(device.id, by=by, at=NOON)
        other = replace(said_of_type(own), model="Raum 4")
        made = create_device_type(other, tenant=world.musterstadt, by=by, at=NOON)
        renamed = replace(other, model="Raum 5")
        change_device_type(made.id, renamed, by=by, at=NOON)
        delete_device_type(made.id, by=by, at=NOON)

    assert entries(world, before) == [
        ("device.changed", "Olga Keller", "Fühler"),
        ("devices.created", "Olga Keller", "Muster Sensorik Raum 3"),
        ("device.deleted", "Olga Keller", "Fühler"),
        ("device_type.created", "Olga Keller", "Muster Sensorik Raum 4"),
        ("device_type.changed", "Olga Keller", "Muster Sensorik Raum 5"),
        ("device_type.deleted", "Olga Keller", "Muster Sensorik Raum 5"),
    ]


def test_connections_and_gateways(world: World, before: int) -> None:
    by = world.olga
    with scoped(by.scope):
        made, _ = create_connection(
            name="TTS", kind="tts", tenant=world.musterstadt, by=by, at=NOON
        )
        renew_token(made.id, by=by, at=NOON)
        delete_connection(made.id, by=by, at=NOON)
        register_gateway(
            GatewayFields(gateway_id="24e124fffef00001", name="Rathaus Turm"),
            tenant=world.musterstadt,
            by=by,
            at=NOON,
        )

    assert entries(world, before) == [
        ("connection.created", "Olga Keller", "TTS"),
        ("connection.token_renewed", "Olga Keller", "TTS"),
        ("connection.deleted", "Olga Keller", "TTS"),
        ("gateway.created", "Olga Keller", "Rathaus Turm"),
    ]


def test_instances_and_accounts(world: World, before: int) -> None:
    by = world.otto.actor
    with scoped(world.everything):
        create_tenant(
            name="Süd", short_name="sued", parent=world.operator, by=by, at=NOON
        )
        create_user(
            email="toni@example.org",
            first_name="Toni",
            last_name="Herbst",
            password=PASSWORD,
            role=Role.VIEWER,
            tenant=world.nord,
            by=by,
            at=NOON,
        )
        change_language(world.olga.user, "en", by=world.olga.actor, at=NOON)
        create_api_key(
            email="olga@example.org",
            name="Abrechnung",
            read_only=True,
            expires_at=None,
            at=NOON,
        )

    assert entries(world, before) == [
        ("tenant.created", "Otto Berger", "Süd"),
        ("user.created", "Otto Berger", "Toni Herbst"),
        ("user.changed", "Olga Keller", "Olga Keller"),
        ("api_key.created", "PROGRES", "Abrechnung"),
    ]


def test_an_entry_says_from_where_and_before_and_after(
    world: World, before: int
) -> None:
    origin = Origin(
        ip="192.0.2.1", browser="Firefox", browser_version="140.0", system="Linux"
    )
    by: Membership = replace(world.olga, origin=origin)
    fields = replace(said_of_device(world.device), name="Fühler")
    with scoped(by.scope):
        change_device(world.device.id, fields, by=by, at=NOON)

    with scoped(world.everything), connection.cursor() as cursor:
        cursor.execute(
            "select host(ip), browser, browser_version, system, at, details::text"
            " from audit_entry"
            " where id > %s",
            [before],
        )
        assert cursor.fetchall() == [
            (
                "192.0.2.1",
                "Firefox",
                "140.0",
                "Linux",
                NOON,
                '{"name": ["Raumfühler 1", "Fühler"]}',
            )
        ]


def test_new_keys_are_named_and_what_stays_the_same_is_no_change(
    world: World, before: int
) -> None:
    said = said_of_device(world.device)
    with scoped(world.olga.scope):
        for keys in ({}, {"app_key": "0123456789abcdef" * 2}):
            change_device(world.device.id, said, keys=keys, by=world.olga, at=NOON)
        kind = world.device_type
        change_device_type(kind.id, said_of_type(kind), by=world.olga, at=NOON)

    with scoped(world.everything), connection.cursor() as cursor:
        cursor.execute("select details::text from audit_entry where id > %s", [before])
        assert cursor.fetchall() == [('{"new_keys": "app_key"}',)]


def test_the_platform_has_no_account(world: World, before: int) -> None:
    with scoped(world.everything):
        record(
            "mail.given_up",
            tenant_id=world.nord.id,
            target=Target("mail", "1", "x" * 400),
            by=PLATFORM,
            at=NOON,
        )

    assert entries(world, before) == [("mail.given_up", "PROGRES", "x" * 300)]
