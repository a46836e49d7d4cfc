"""How gateways are, as ChirpStack's gateway topics tell it by MQTT."""

import asyncio
from collections.abc import Iterator

import pytest

from progres.gateways.rules import GatewayState
from progres.ops.postgres import DatabaseUrls
from tests.gateways.setting import MINUTE, make_gateway, watch
from tests.ingest.broker import Mosquitto, granting, mosquitto
from tests.ingest.front_door import Door, at_the_door, rows
from tests.ingest.mqtt_setting import act, connect_to, connected, until, uplink
from tests.lns.samples import body_of
from tests.world import NOON, World

STATS = "eu868/gateway/0016c001ff10abcd/event/stats"
CONN = "eu868/gateway/0016c001ff10abcd/state/conn"
HEARD = "select max(status_at) from gateway_health"


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    with mosquitto() as running:
        yield running


def test_a_gateway_goes_online_offline_and_online_again_by_its_topics(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    world = committed_world
    make_gateway(world)
    connect_to(broker, world)
    found: list[str] = []

    def judge(minutes: float) -> None:
        watch(minutes)
        (row,) = rows(database_urls, "select state from gateway_health")
        found.append(row["state"])

    async def hear(door: Door, minutes: float, topic: str, sample: str) -> None:
        door.clock.now = NOON + minutes * MINUTE
        sent = [(topic, body_of(f"chirpstack/{sample}"))]
        await asyncio.to_thread(broker.publish, sent)
        if sample != "conn_offline.pb":
            await until(database_urls, HEARD, door.clock.now)

    async def scenario(door: Door) -> None:
        await connected(database_urls)
        await hear(door, 0, STATS, "stats.pb")
        await act(judge, 1)
        await hear(door, 1, CONN, "conn_offline.pb")
        await until(database_urls, "select count(*)::int from connection_message", 1)
        for minutes in (20, 21):
            await act(judge, minutes)
        await hear(door, 30, STATS, "stats.json")
        await act(judge, 30)
        await hear(door, 31, CONN, "conn_online.pb")
        await act(judge, 31)

    at_the_door(database_urls, scenario)
    online, late, offline = (
        GatewayState.ONLINE,
        GatewayState.LATE,
        GatewayState.OFFLINE,
    )
    assert found == [online, late, offline, offline, online]


def test_what_the_broker_remembers_of_a_gateway_is_no_sign_of_life(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    make_gateway(committed_world)
    broker.publish([(CONN, body_of("chirpstack/conn_online.json"))], retain=True)
    connect_to(broker, committed_world)

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        await asyncio.to_thread(broker.publish, [uplink(1)])
        await until(database_urls, "select count(*)::int from uplink", 1)

    at_the_door(database_urls, scenario)
    (health,) = rows(database_urls, "select status_at from gateway_health")
    assert health["status_at"] is None
    assert not rows(database_urls, "select from connection_message")


def test_a_gateway_of_a_sibling_is_not_heard(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    make_gateway(committed_world, tenant=committed_world.nord)
    connect_to(broker, committed_world)

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        sent = [(STATS, body_of("chirpstack/stats.json")), uplink(1)]
        await asyncio.to_thread(broker.publish, sent)
        await until(database_urls, "select count(*)::int from uplink", 1)

    at_the_door(database_urls, scenario)
    assert rows(database_urls, "select status_at, heard_at from gateway_health") == [
        {"status_at": None, "heard_at": None}
    ]


@pytest.mark.parametrize(
    ("gateways", "granted"), [(True, True), (True, False), (False, True)]
)
def test_a_broker_that_grants_no_gateways_is_used_for_devices_all_the_same(
    committed_world: World,
    database_urls: DatabaseUrls,
    *,
    gateways: bool,
    granted: bool,
) -> None:
    topics = ["application/#", *(["#"] if granted else [])]
    with mosquitto(**granting(*topics)) as broker:
        connect_to(
            broker,
            committed_world,
            gateways=gateways,
            username="progres",
            password="right",  # noqa: S106 none
        )

        async def scenario(_: Door) -> None:
            await connected(database_urls)

        at_the_door(database_urls, scenario)
    (link,) = rows(database_urls, "select problem from connection_link")
    assert ("topics of gateways" in link["problem"]) is (gateways and not granted)
