"""Connections by MQTT for tests, and what network servers publish."""

import asyncio
from collections.abc import Callable

import orjson
from django.db import connection, transaction

from progres.accounts.membership import Membership
from progres.connections.checks import MqttFields
from progres.connections.models import Connection
from progres.connections.mqtt_actions import create_mqtt_connection
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.tenants.models import Tenant
from tests.ingest.broker import Mosquitto
from tests.ingest.front_door import chirpstack_up, rows
from tests.world import DEV_EUI, NOON, World

APPLICATION = "9d2c3f3e-7c1a-4f62-a4f5-0d1f6c0f5b10"
PATIENCE_S = 30.0


@transaction.atomic
def connect_to(
    broker: Mosquitto,
    world: World,
    *,
    kind: str = "chirpstack",
    scheme: str = "mqtt",
    application: str = APPLICATION,
    gateways: bool = True,
    by: Membership | None = None,
    tenant: Tenant | None = None,
    **fields: str,
) -> Connection:
    """Make a connection of Musterstadt, or another's, to a broker."""
    by = by or world.olga
    with scoped(by.scope):
        return create_mqtt_connection(
            name="ChirpStack per MQTT",
            kind=kind,
            mqtt=MqttFields(
                broker=f"{scheme}://localhost:{broker.port}",
                application=application,
                gateways=gateways,
                **fields,
            ),
            tenant=tenant or world.musterstadt,
            by=by,
            at=NOON,
        )


def topic(event: str = "up", *, dev_eui: str = DEV_EUI) -> str:
    return f"application/{APPLICATION}/device/{dev_eui}/event/{event}"


def uplink(f_cnt: int, *, dev_eui: str = DEV_EUI) -> tuple[str, bytes]:
    """An uplink as ChirpStack publishes it."""
    body = orjson.dumps(chirpstack_up(f_cnt=f_cnt, dev_eui=dev_eui))
    return topic(dev_eui=dev_eui), body


async def until(urls: DatabaseUrls, query: str, wanted: object) -> None:
    """Return once the database answers a query of one value as wanted."""
    found: object = None
    async with asyncio.timeout(PATIENCE_S):
        while found != wanted:
            (row,) = await asyncio.to_thread(rows, urls, query)
            (found,) = row.values()


async def act(action: Callable[..., object], *args: object) -> None:
    """Do what people do, in a thread of its own."""

    def done() -> None:
        try:
            action(*args)
        finally:
            connection.close()

    await asyncio.to_thread(done)


async def connected(urls: DatabaseUrls) -> None:
    """Return once all connections stand."""
    await until(
        urls,
        "select (select count(*) from connection_mqtt)"
        " - (select count(*) from connection_link where is_connected)",
        0,
    )
