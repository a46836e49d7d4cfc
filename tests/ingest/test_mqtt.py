"""Messages by MQTT from a real mosquitto: each is stored, and each once."""

import asyncio
from collections.abc import Iterator

import orjson
import pytest

from progres.ops.postgres import DatabaseUrls
from tests.ingest.broker import Mosquitto, mosquitto
from tests.ingest.front_door import Clock, Door, at_the_door, open_door, rows
from tests.ingest.mqtt_setting import (
    connect_to,
    connected,
    topic,
    until,
    uplink,
)
from tests.ingest.setting import add_device
from tests.world import DEV_EUI, World

STORED = "select count(*)::int from uplink"
SIBLINGS = "70b3d57ed0000077"  # DevEUI of a device of Nord


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    with mosquitto() as running:
        yield running


def stored_counts(urls: DatabaseUrls) -> list[int]:
    found = rows(urls, "select f_cnt from uplink order by f_cnt")
    return [row["f_cnt"] for row in found]


def test_an_uplink_by_mqtt_is_stored_and_decoded_like_one_by_webhook(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    connection = connect_to(broker, committed_world)

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        await asyncio.to_thread(broker.publish, [uplink(1)])
        await until(database_urls, STORED, 1)

    at_the_door(database_urls, scenario)
    (stored,) = rows(database_urls, "select connection_id, f_cnt, state from uplink")
    assert stored == {"connection_id": connection.id, "f_cnt": 1, "state": 1}


def test_what_came_while_the_platform_was_away_is_taken_up_afterwards(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    connect_to(broker, committed_world)

    async def connect_once(_: Door) -> None:
        await connected(database_urls)

    async def take_up(_: Door) -> None:
        await until(database_urls, STORED, 60)

    at_the_door(database_urls, connect_once)
    broker.publish([uplink(number) for number in range(1, 61)])
    at_the_door(database_urls, take_up)
    assert stored_counts(database_urls) == list(range(1, 61))


def test_a_killed_broker_is_found_again_and_copies_change_nothing(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    connect_to(broker, committed_world)
    first = [uplink(number) for number in range(1, 31)]
    more = [uplink(number) for number in range(31, 61)]

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        await asyncio.to_thread(broker.publish, first)
        await until(database_urls, STORED, 30)
        await asyncio.to_thread(broker.kill)
        await until(
            database_urls,
            "select count(*)::int from connection_link where problem <> ''",
            1,
        )
        await asyncio.to_thread(broker.start)
        await connected(database_urls)
        # A network server does not know what the broker lost, and sends all again.
        await asyncio.to_thread(broker.publish, [*first, *more])
        await until(database_urls, STORED, 60)
        await until(database_urls, "select least(count(*), 90)::int from delivery", 90)
        await until(database_urls, "select count(*)::int from reading", 60)

    at_the_door(database_urls, scenario)
    assert stored_counts(database_urls) == list(range(1, 61))


def test_a_broker_that_stops_in_between_keeps_what_was_not_taken(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    connect_to(broker, committed_world)

    async def connect_once(_: Door) -> None:
        await connected(database_urls)

    async def take_up(_: Door) -> None:
        await until(database_urls, STORED, 20)

    at_the_door(database_urls, connect_once)
    broker.publish([uplink(number) for number in range(1, 21)])
    broker.stop()
    broker.start()
    at_the_door(database_urls, take_up)
    assert stored_counts(database_urls) == list(range(1, 21))


def test_of_two_processes_one_takes_the_messages_and_the_other_its_place(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    connect_to(broker, committed_world)

    async def scenario() -> None:
        async with open_door(database_urls, Clock()):
            async with open_door(database_urls, Clock()):
                await connected(database_urls)
                await asyncio.to_thread(broker.publish, [uplink(1)])
                await until(database_urls, STORED, 1)
            await asyncio.to_thread(broker.publish, [uplink(2)])
            await until(database_urls, STORED, 2)

    asyncio.run(scenario())
    (messages,) = rows(database_urls, "select count(*) from delivery")
    assert messages["count"] == 2


@pytest.mark.parametrize("body", [b"", b"\x00", b"{", b"null", b'{"deviceInfo": 1}'])
def test_what_cannot_be_read_stands_in_the_log_and_holds_up_nobody(
    committed_world: World,
    database_urls: DatabaseUrls,
    broker: Mosquitto,
    body: bytes,
) -> None:
    connect_to(broker, committed_world)

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        await asyncio.to_thread(broker.publish, [(topic(), body), uplink(1)])
        await until(database_urls, STORED, 1)

    at_the_door(database_urls, scenario)
    (message,) = rows(
        database_urls, "select event, outcome, note, body from connection_message"
    )
    assert (message["event"], message["outcome"]) == ("up", "rejected")
    assert message["note"]
    assert bytes(message["body"]) == body


def test_a_message_of_more_than_a_mebibyte_is_named_and_its_neighbours_are_taken(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    connect_to(broker, committed_world)
    huge = b"{" + b" " * 3_000_000 + b"}"

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        published = [uplink(1), (topic(), huge), uplink(2)]
        await asyncio.to_thread(broker.publish, published)
        await until(database_urls, STORED, 2)

    at_the_door(database_urls, scenario)
    (message,) = rows(database_urls, "select facts, body from connection_message")
    assert message["facts"] == {"size": len(huge), "most": 1024 * 1024}
    assert bytes(message["body"]) == b""


def test_fuzzed_messages_never_break_the_connection_and_never_lose_a_neighbour(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    connect_to(broker, committed_world)
    whole = uplink(1)[1]
    fuzzed = [
        *(whole[:cut] + bytes([cut % 256]) + whole[cut + 1 :] for cut in range(300)),
        *(whole[:cut] for cut in range(0, len(whole), 7)),
        *(bytes([byte]) * 40 for byte in range(256)),
    ]
    events = ("up", "join", "ack", "txack", "log", "status", "location", "nonsense")
    published = []
    for number, body in enumerate(fuzzed):
        published += [
            (topic(events[number % len(events)]), body),
            uplink(1000 + number),
        ]

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        await asyncio.to_thread(broker.publish, published)
        await until(
            database_urls,
            "select count(*)::int from uplink where f_cnt >= 1000",
            len(fuzzed),
        )

    at_the_door(database_urls, scenario)
    (link,) = rows(database_urls, "select is_connected, problem from connection_link")
    assert link == {"is_connected": True, "problem": ""}


def test_a_connection_neither_writes_to_a_siblings_device_nor_learns_of_it(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    add_device(committed_world, SIBLINGS, tenant=committed_world.nord)
    connect_to(broker, committed_world)
    nobodys = "70b3d57ed0000078"

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        published = [uplink(1, dev_eui=SIBLINGS), uplink(1, dev_eui=nobodys)]
        await asyncio.to_thread(broker.publish, published)
        await until(database_urls, "select count(*)::int from unassigned_uplink", 2)

    at_the_door(database_urls, scenario)
    found = rows(database_urls, "select tenant_id, reason from unassigned_uplink")
    assert found == [{"tenant_id": committed_world.musterstadt.id, "reason": "unknown"}] * 2  # fmt: skip
    assert not stored_counts(database_urls)


def test_the_things_stack_is_read_by_mqtt(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    connect_to(broker, committed_world, kind="tts", application="", username="app@ttn")
    body = {
        "end_device_ids": {"device_id": "raum-1", "dev_eui": DEV_EUI.upper()},
        "uplink_message": {"f_port": 2, "f_cnt": 7, "frm_payload": "ANdYAA=="},
    }
    join = {**body, "join_accept": {"session_key_id": "AX"}}
    del join["uplink_message"]

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        published = [
            ("v3/app@ttn/devices/raum-1/up", orjson.dumps(body)),
            ("v3/app@ttn/devices/raum-1/join", orjson.dumps(join)),
            ("v3/other@ttn/devices/raum-1/up", orjson.dumps(body)),
        ]
        await asyncio.to_thread(broker.publish, published)
        await until(database_urls, STORED, 1)
        await until(database_urls, "select count(*)::int from connection_message", 1)

    at_the_door(database_urls, scenario)
    (stored,) = rows(database_urls, "select f_cnt, payload from uplink")
    assert (stored["f_cnt"], bytes(stored["payload"])) == (7, bytes([0, 215, 88, 0]))
