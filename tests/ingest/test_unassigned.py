import asyncio
from datetime import timedelta

import orjson

from progres.ops.postgres import DatabaseUrls
from tests.ingest.front_door import Door, at_the_door, chirpstack_up, rows
from tests.ingest.setting import add_device, add_rule
from tests.world import NOON, World

OTHER = "70b3d57ed0000001"
HOT = bytes([1, 200, 88, 0])


def test_an_unknown_deveui_is_kept_and_decoded_once_a_device_bears_it(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    add_rule(committed_world, high=30.0)

    async def scenario(door: Door) -> None:
        answer = await door.uplink(committed_world, dev_eui=OTHER, payload=HOT)
        assert answer.json() == {"outcome": "unassigned"}
        add_device_soon = rows(database_urls, "select reason from unassigned_uplink")
        assert add_device_soon == [{"reason": "unknown"}]

    at_the_door(database_urls, scenario)
    device = add_device(committed_world, OTHER)

    async def afterwards(door: Door) -> None:
        await door.parts.backlog.work()

    at_the_door(database_urls, afterwards)
    (uplink,) = rows(database_urls, "select device_id, state, late, ts from uplink")
    assert uplink == {"device_id": device.id, "state": 1, "late": True, "ts": NOON}
    assert rows(database_urls, "select 1 from unassigned_uplink") == []
    assert rows(database_urls, "select 1 from alarm_feed") == []
    (delivery,) = rows(database_urls, "select device_id, body from delivery")
    sent = orjson.dumps(chirpstack_up(dev_eui=OTHER, payload=HOT))
    assert delivery == {"device_id": device.id, "body": sent}


def test_the_same_unassigned_frame_is_one_uplink_with_all_receptions_and_bodies(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        await asyncio.gather(
            *(
                door.uplink(committed_world, dev_eui=OTHER, gateways=(gateway,))
                for gateway in ("0016c001ff10abcd", "0016c001ff10ef01") * 2
            )
        )
        await door.uplink(committed_world, dev_eui=OTHER, gateways=("a" * 16,))

    at_the_door(database_urls, scenario)
    (uplink,) = rows(
        database_urls, "select receptions, cardinality(bodies) from unassigned_uplink"
    )
    heard = {reception["gateway_id"] for reception in uplink["receptions"]}
    assert heard == {"0016c001ff10abcd", "0016c001ff10ef01", "a" * 16}
    assert len(uplink["receptions"]) == 3
    assert uplink["cardinality"] == 5


def test_a_device_beside_the_connections_instance_is_not_reached(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    add_device(committed_world, OTHER, tenant=committed_world.nord)

    async def scenario(door: Door) -> None:
        answer = await door.uplink(committed_world, dev_eui=OTHER)
        assert answer.json() == {"outcome": "unassigned"}
        await door.parts.backlog.work()

    at_the_door(database_urls, scenario)
    assert rows(database_urls, "select reason, tenant_id from unassigned_uplink") == [
        {"reason": "unknown", "tenant_id": committed_world.musterstadt.id}
    ]


def test_a_deveui_of_two_devices_below_stays_unassigned_with_that_reason(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    add_device(committed_world, OTHER)
    add_device(committed_world, OTHER, tenant=committed_world.musterstadt)

    async def scenario(door: Door) -> None:
        await door.uplink(committed_world, dev_eui=OTHER)
        await door.uplink(committed_world, dev_eui=OTHER)
        await door.uplink(
            committed_world, dev_eui=OTHER, f_cnt=2, at=NOON + timedelta(seconds=1)
        )

    at_the_door(database_urls, scenario)
    assert rows(database_urls, "select reason, f_cnt from unassigned_uplink") == [
        {"reason": "ambiguous", "f_cnt": 1},
        {"reason": "ambiguous", "f_cnt": 2},
    ]


def test_what_is_encrypted_is_not_decoded_when_a_device_bears_it_at_last(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        body = chirpstack_up(dev_eui=OTHER) | {
            "confirmed": True,
            "joinServerContext": {"sessionKeyId": "AWj+"},
        }
        path = f"/ingest/chirpstack/{committed_world.connection.id}?event=up"
        answer = await door.post(path, body, committed_world.token)
        assert answer.json() == {"outcome": "unassigned"}

    at_the_door(database_urls, scenario)
    add_device(committed_world, OTHER)

    async def afterwards(door: Door) -> None:
        await door.parts.backlog.work()

    at_the_door(database_urls, afterwards)
    (uplink,) = rows(database_urls, "select problem, radio from uplink")
    assert uplink["problem"] == "encrypted"
    assert uplink["radio"]["confirmed"] is True
    assert rows(database_urls, "select 1 from reading") == []
    (latest,) = rows(database_urls, "select rssi_dbm, gateway_id from latest")
    assert latest == {"rssi_dbm": -71.0, "gateway_id": "0016c001ff10abcd"}
