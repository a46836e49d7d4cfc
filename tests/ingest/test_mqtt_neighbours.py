"""Connections beside each other on one broker, and messages beside each other in one."""

import asyncio
from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from progres.connections.checks import MqttFields
from progres.connections.mqtt_actions import change_connection
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from tests.ingest.broker import Mosquitto, mosquitto
from tests.ingest.front_door import Door, at_the_door, rows
from tests.ingest.mqtt_setting import (
    APPLICATION,
    act,
    connect_to,
    connected,
    topic,
    until,
    uplink,
)
from tests.ingest.setting import add_device
from tests.lns.samples import body_of
from tests.world import DEV_EUI, NOON, World

STORED = "select count(*)::int from uplink"
SIBLINGS = "70b3d57ed0000077"  # DevEUI of a device of Nord
EVENTS = ("up", "join", "ack", "txack", "log", "status", "location", "integration")


@pytest.fixture(scope="module")
def broker() -> Iterator[Mosquitto]:
    with mosquitto() as running:
        yield running


def test_protobuf_is_read_like_json(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    connect_to(broker, committed_world)

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        sent = [(topic(), body_of("chirpstack/up.pb"))]
        await asyncio.to_thread(broker.publish, sent)
        await until(database_urls, STORED, 1)

    at_the_door(database_urls, scenario)
    assert not rows(database_urls, "select from connection_message")


def test_two_connections_on_one_broker_each_store_for_their_own_instance_alone(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    world = committed_world
    add_device(world, SIBLINGS, tenant=world.nord)
    ours = connect_to(broker, world)
    theirs = connect_to(broker, world, by=world.nora, tenant=world.nord)

    async def scenario(_: Door) -> None:
        await connected(database_urls)
        sent = [
            uplink(1),
            uplink(1, dev_eui=SIBLINGS),
            # A topic of the one device with the body of the other.
            (topic(dev_eui=SIBLINGS), uplink(2)[1]),
            (topic(), uplink(2, dev_eui=SIBLINGS)[1]),
        ]
        await asyncio.to_thread(broker.publish, sent)
        await until(database_urls, STORED, 4)
        await until(database_urls, "select count(*)::int from unassigned_uplink", 4)

    at_the_door(database_urls, scenario)
    tenants = {ours.id: world.musterstadt.id, theirs.id: world.nord.id}
    for row in rows(
        database_urls,
        "select u.connection_id, d.dev_eui, u.tenant_id from uplink u"
        " join device d on d.id = u.device_id",
    ):
        is_ours = row["connection_id"] == ours.id
        assert row["dev_eui"] == (DEV_EUI if is_ours else SIBLINGS)
        assert (row["tenant_id"] == world.nord.id) is not is_ours
    for row in rows(
        database_urls, "select tenant_id, connection_id, reason from unassigned_uplink"
    ):
        assert row["tenant_id"] == tenants[row["connection_id"]]
        assert row["reason"] == "unknown"


def test_what_a_connection_no_longer_asks_for_does_not_come_any_more(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> None:
    world = committed_world
    connection = connect_to(broker, world, application="")

    @transaction.atomic
    def narrow() -> None:
        with scoped(world.olga.scope):
            change_connection(
                connection.id,
                name="Eine Anwendung",
                mqtt=MqttFields(broker=connection.mqtt.url, application=APPLICATION),
                by=world.olga,
                at=NOON,
            )

    other = (f"application/other/device/{DEV_EUI}/event/up", uplink(1)[1])

    async def scenario(door: Door) -> None:
        await connected(database_urls)
        await act(narrow)
        changed = door.clock.now = NOON.replace(hour=NOON.hour + 1)
        await until(
            database_urls,
            "select max(changed_at) from connection_link where is_connected",
            changed,
        )
        await asyncio.to_thread(broker.publish, [other, uplink(2)])
        await until(database_urls, STORED, 1)

    at_the_door(database_urls, scenario)
    assert rows(database_urls, "select f_cnt from uplink") == [{"f_cnt": 2}]


_BODIES = st.one_of(
    st.binary(max_size=200),
    st.builds(
        lambda body, at, piece: body[:at] + piece + body[at + len(piece) :],
        st.sampled_from([uplink(1)[1], body_of("chirpstack/up.pb")]),
        st.integers(0, 400),
        st.binary(min_size=1, max_size=8),
    ),
)
_EVENTS = st.one_of(
    st.sampled_from(EVENTS),
    # What mosquitto takes for a topic; others never reach us.
    st.text(
        st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="/+#"),
        min_size=1,
        max_size=300,
    ),
)


@given(sent=st.lists(st.tuples(_EVENTS, _BODIES), min_size=1, max_size=60))
@settings(
    max_examples=3,
    phases=[Phase.generate],  # each example takes a second
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.large_base_example,
        HealthCheck.data_too_large,
    ],
)
def test_whatever_comes_its_neighbours_are_stored_and_the_connection_stays(
    hostile: tuple[DatabaseUrls, Mosquitto], sent: list[tuple[str, bytes]]
) -> None:
    urls, broker = hostile
    (row,) = rows(urls, "select coalesce(max(f_cnt), 99999) + 1 as next from uplink")
    first = row["next"]
    published = []
    for number, (event, body) in enumerate(sent, start=first):
        published += [(topic(event), body), uplink(number)]

    async def scenario(_: Door) -> None:
        await connected(urls)
        await asyncio.to_thread(broker.publish, published)
        neighbours = f"{STORED} where f_cnt between {first} and {first + len(sent) - 1}"
        await until(urls, neighbours, len(sent))

    at_the_door(urls, scenario)
    assert rows(urls, "select problem from connection_link") == [{"problem": ""}]


@pytest.fixture
def hostile(
    committed_world: World, database_urls: DatabaseUrls, broker: Mosquitto
) -> tuple[DatabaseUrls, Mosquitto]:
    connect_to(broker, committed_world)
    return database_urls, broker
