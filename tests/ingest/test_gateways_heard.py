"""Which gateways the front door hears, and whom a connection speaks for."""

from datetime import timedelta

import pytest
from httpx2 import Response

from progres.ops.postgres import DatabaseUrls
from tests.gateways.setting import EUI, make_gateway
from tests.ingest.front_door import Door, at_the_door, chirpstack_up, rows
from tests.lns.samples import body_of
from tests.world import NOON, World

UNKNOWN = "24e124710c149999"


@pytest.fixture
def world(committed_world: World) -> World:
    return committed_world


def heard(urls: DatabaseUrls) -> list[tuple[str, object]]:
    """Of every gateway its instance and when it was heard."""
    found = rows(
        urls,
        "select t.short_name, h.heard_at from gateway_health h"
        " join tenant t on t.id = h.tenant_id order by h.gateway_id",
    )
    return [(row["short_name"], row["heard_at"]) for row in found]


def send(world: World, urls: DatabaseUrls, **facts: object) -> None:
    async def scenario(door: Door) -> None:
        answer = await door.uplink(world, **facts)
        assert answer.status_code == 200

    at_the_door(urls, scenario)


def test_a_gateway_is_heard_by_an_uplink(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world)

    send(world, database_urls)

    assert heard(database_urls) == [("musterstadt", NOON)]


def test_also_by_an_uplink_of_a_device_that_nobody_registered(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world)

    send(world, database_urls, dev_eui=UNKNOWN)

    assert heard(database_urls) == [("musterstadt", NOON)]


def test_the_newest_uplink_counts_whatever_comes_last(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world)

    async def scenario(door: Door) -> None:
        await door.uplink(world, f_cnt=2, at=NOON)
        await door.uplink(world, f_cnt=1, at=NOON - timedelta(minutes=9))

    at_the_door(database_urls, scenario)

    assert heard(database_urls) == [("musterstadt", NOON)]


def test_no_clock_that_is_ahead_makes_it_heard_later_than_now(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world)

    send(world, database_urls, at=NOON + timedelta(seconds=20))

    assert heard(database_urls) == [("musterstadt", NOON)]


def test_a_connection_speaks_for_gateways_of_instances_below(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world, tenant=world.bad)

    send(world, database_urls)

    assert heard(database_urls) == [("bad", NOON)]


def test_for_gateways_of_no_other_instance(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world, tenant=world.nord)
    make_gateway(world, tenant=world.operator, shared=False)

    send(world, database_urls)

    assert heard(database_urls) == [("nord", None), ("operator", None)]


def test_and_its_uplinks_for_one_that_is_shared_from_above(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world, tenant=world.operator)
    make_gateway(world, "ffffffffffffffff", tenant=world.operator)

    send(world, database_urls)
    tell(world, database_urls, "stats", body_of("chirpstack/stats.json"))

    assert heard(database_urls) == [("operator", NOON), ("operator", None)]
    assert statuses(database_urls) == [None, None]


def test_who_registers_the_gateway_of_an_instance_above_learns_nothing(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world, tenant=world.bad)
    make_gateway(world)

    send(world, database_urls)

    assert heard(database_urls) == [("bad", None), ("musterstadt", NOON)]


def test_what_a_sender_names_besides_is_no_harm(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world)

    async def scenario(door: Door) -> None:
        body = chirpstack_up(gateways=("zz", "x" * 500, EUI, EUI))
        path = f"/ingest/chirpstack/{world.connection.id}?event=up"
        answer = await door.post(path, body, world.token)
        assert answer.status_code == 200

    at_the_door(database_urls, scenario)

    assert heard(database_urls) == [("musterstadt", NOON)]


def statuses(urls: DatabaseUrls) -> list[object]:
    return [
        row["status_at"]
        for row in rows(
            urls, "select status_at from gateway_health order by gateway_id"
        )
    ]


def tell(world: World, urls: DatabaseUrls, event: str, body: bytes) -> Response:
    """Let a network server deliver an event through the world's connection."""
    answers = []

    async def scenario(door: Door) -> None:
        path = f"/ingest/chirpstack/{world.connection.id}?event={event}"
        answers.append(await door.post(path, body, world.token))

    at_the_door(urls, scenario)
    return answers[0]


@pytest.mark.parametrize("sample", ["stats.json", "stats.pb", "conn_online.json"])
def test_a_status_is_a_sign_of_life_by_our_clock(
    world: World, database_urls: DatabaseUrls, sample: str
) -> None:
    make_gateway(world)
    event = sample.partition(".")[0].partition("_")[0]

    answer = tell(world, database_urls, event, body_of(f"chirpstack/{sample}"))

    assert answer.json() == {"outcome": "noted"}
    assert statuses(database_urls) == [NOON]
    assert not rows(database_urls, "select from connection_message")


def test_that_a_gateway_is_lost_is_noted_and_no_sign_of_life(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world)

    tell(world, database_urls, "conn", body_of("chirpstack/conn_offline.json"))

    assert statuses(database_urls) == [None]
    (message,) = rows(database_urls, "select event, note from connection_message")
    assert message["event"] == "gateway"


def test_a_status_of_anothers_gateway_changes_nothing_and_is_answered_alike(
    world: World, database_urls: DatabaseUrls
) -> None:
    body = body_of("chirpstack/stats.json")
    nobodys = tell(world, database_urls, "stats", body)
    make_gateway(world, tenant=world.nord)

    foreign = tell(world, database_urls, "stats", body)

    assert (foreign.status_code, foreign.content) == (200, nobodys.content)
    assert statuses(database_urls) == [None]
