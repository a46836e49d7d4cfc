"""What the front door knows of devices, also of thousands that come in at once."""

import asyncio
import time
from hashlib import sha256

import psycopg

from progres.ops.postgres import DatabaseUrls
from tests.ingest.front_door import Door, at_the_door
from tests.ingest.setting import add_rule
from tests.world import CODEC, DEV_EUI, World

MANY = 6000


def test_what_is_known_of_many_devices_does_not_compare_each_with_each_rule(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    by_type = add_rule(committed_world, high=30.0)
    dev_euis = copy_device_and_rule(database_urls, committed_world, by_type.id)

    async def scenario(door: Door) -> None:
        registry = door.parts.registry
        began = time.process_time()
        known = await asyncio.gather(*(registry.devices(each) for each in dev_euis))
        took = time.process_time() - began
        assert {len(device.limits) for (device,) in known} == {2}
        assert took < 3  # comparing each with each took 8

    at_the_door(database_urls, scenario)


def test_a_codec_is_known_by_its_type_and_a_digest_of_its_source(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        (device,) = await door.parts.registry.devices(DEV_EUI)
        digest = sha256(CODEC.encode()).digest()
        assert device.codec.key == (committed_world.device_type.id, digest)

    at_the_door(database_urls, scenario)


def copy_device_and_rule(urls: DatabaseUrls, world: World, rule_id: int) -> list[str]:
    """Make many devices like the world's, and for each a rule like that of its type."""
    with psycopg.connect(urls.owner) as owner:
        owner.execute(
            "insert into device select (jsonb_populate_record(d, jsonb_build_object("
            " 'id', 10000000 + n, 'dev_eui', 'aa' || lpad(to_hex(n), 14, '0')))).*"
            " from device d, generate_series(1, %s) n where d.id = %s",
            [MANY, world.device.id],
        )
        owner.execute(
            "insert into alarm_rule select (jsonb_populate_record(r, jsonb_build_object("
            " 'id', 10000000 + n, 'device_type_id', null,"
            " 'device_id', 10000000 + n))).*"
            " from alarm_rule r, generate_series(1, %s) n where r.id = %s",
            [MANY, rule_id],
        )
    return [f"aa{n:014x}" for n in range(1, MANY + 1)]
