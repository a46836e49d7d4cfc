"""What is archived takes nothing any more, and nothing is lost when it comes back."""

import asyncio

from django.db import connection, transaction

from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.tenants.placing import archive_tenant, unarchive_tenant
from tests.ingest.front_door import Door, at_the_door, rows
from tests.world import NOON, World


def archive(world: World, *tenant_ids: int) -> None:
    scope = world.everything
    with transaction.atomic(), scoped(scope):
        for tenant_id in tenant_ids:
            archive_tenant(tenant_id, scope=scope, by=world.otto.actor, at=NOON)
    connection.close()  # of this thread


def bring_back(world: World, tenant_id: int) -> None:
    scope = world.everything
    with transaction.atomic(), scoped(scope):
        unarchive_tenant(tenant_id, scope=scope, by=world.otto.actor, at=NOON)
    connection.close()


def test_connections_of_an_archived_instance_are_closed_at_once(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world

    async def scenario(door: Door) -> None:
        assert (await door.uplink(world)).status_code == 200
        await asyncio.to_thread(archive, world, world.bad.id, world.musterstadt.id)
        assert (await door.uplink(world, f_cnt=2)).status_code == 401
        await asyncio.to_thread(bring_back, world, world.musterstadt.id)
        assert (await door.uplink(world, f_cnt=3)).status_code == 200

    at_the_door(database_urls, scenario)


def test_what_an_archived_device_sends_above_waits_until_it_is_back(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world

    async def scenario(door: Door) -> None:
        await asyncio.to_thread(archive, world, world.bad.id)
        answer = await door.uplink(world)
        assert answer.json() == {"outcome": "unassigned"}
        await door.parts.backlog.work()
        assert rows(database_urls, "select 1 from uplink") == []
        await asyncio.to_thread(bring_back, world, world.bad.id)
        await door.parts.backlog.work()

    at_the_door(database_urls, scenario)
    assert rows(database_urls, "select device_id from uplink") == [
        {"device_id": world.device.id}
    ]
