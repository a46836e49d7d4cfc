"""What gateways count themselves, from the network server to page and API."""

import json

import pytest
from django.db import transaction
from django.urls import reverse

from progres.connections.actions import create_connection
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from tests.api.calls import caller
from tests.gateways.setting import EUI, make_gateway
from tests.ingest.front_door import Door, at_the_door, change, rows
from tests.lns.samples import body_of
from tests.web.conftest import Browser
from tests.world import NOON, World


@pytest.fixture
def world(committed_world: World) -> World:
    return committed_world


def stats(time: str, **counted: object) -> bytes:
    """What ChirpStack tells of the gateway at a time of its own clock."""
    return json.dumps({"gatewayId": EUI, "time": time, **counted}).encode()


def tell(world: World, urls: DatabaseUrls, *bodies: bytes, token: str = "") -> None:
    async def scenario(door: Door) -> None:
        number, secret = world.connection.id, world.token
        if token:
            (row,) = rows(urls, "select max(id) as id from connection")
            number, secret = row["id"], token
        for body in bodies:
            path = f"/ingest/chirpstack/{number}?event=stats"
            assert (await door.post(path, body, secret)).status_code == 200

    at_the_door(urls, scenario)


def counted(urls: DatabaseUrls) -> dict[str, int]:
    found = rows(urls, "select counted, number from gateway_count where number > 0")
    return {row["counted"]: row["number"] for row in found}


def test_packets_and_transmissions_are_added_up_by_the_hour(
    world: World, database_urls: DatabaseUrls
) -> None:
    gateway = make_gateway(world)
    tell(
        world,
        database_urls,
        stats(
            "2020-01-01T00:00:00Z",
            rxPacketsReceived=3,
            rxPacketsReceivedOk=2,
            txPacketsPerStatus={"OK": 1, "TOO_LATE": 1},
        ),
        stats("2020-01-01T00:00:30Z", rxPacketsReceived=1, rxPacketsReceivedOk=1),
    )
    tell(world, database_urls, stats("2020-01-01T00:01:00Z", rxPacketsReceived=1))
    change(database_urls, "update gateway_count set hour = date_trunc('hour', now())")

    answer = caller(world.olga).get(f"/gateways/{gateway.id}/counts")

    (hour,) = answer.content["hours"]
    assert (hour["received"], hour["bad_crc"]) == (5, 2)
    assert hour["transmissions"] == {"OK": 1, "TOO_LATE": 1}
    assert answer.content["bands"] == []
    assert caller(world.nora).get(f"/gateways/{gateway.id}/counts").status == 404


def test_the_page_says_how_many_were_broken_and_why_others_were_not_sent(
    world: World, database_urls: DatabaseUrls, browser: Browser
) -> None:
    gateway = make_gateway(world)
    address = reverse("web:gateway", args=[world.musterstadt.id, gateway.id])
    assert "has delivered no counters" in browser(world.olga).get(address).text
    tell(
        world,
        database_urls,
        stats(
            "2026-03-01T12:00:00Z",
            rxPacketsReceived=8,
            rxPacketsReceivedOk=6,
            txPacketsPerStatus={"OK": 7, "TOO_LATE": 2, "QUEUE_FULL": 3},
            dutyCycleStats={
                "window": "3600s",
                "bands": [
                    {
                        "frequencyMin": 868000000,
                        "frequencyMax": 868600000,
                        "loadMax": "36s",
                        "loadTracked": "1.8s",
                    }
                ],
            },
        ),
    )
    change(database_urls, "update gateway_count set hour = date_trunc('hour', now())")

    page = browser(world.olga).get(address)

    assert page.context["radio"].totals.bad_crc_percent == 25
    assert "came too late" in page.text
    assert page.text.index("downlinks waited") < page.text.index("came too late")
    assert "868–868.6" in page.text
    assert "0.05" in page.text


def test_a_report_that_two_connections_tell_counts_once(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world)
    with transaction.atomic(), scoped(world.olga.scope):
        _, token = create_connection(
            name="Zweite",
            kind="chirpstack",
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
    told = body_of("chirpstack/stats.json")

    tell(world, database_urls, told, told)
    tell(world, database_urls, told, token=token)

    assert counted(database_urls) == {"received": 1, "received_ok": 1, "OK": 1}


def test_a_clock_that_was_set_back_stops_no_counting(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world)

    tell(world, database_urls, stats("2038-01-01T00:00:00Z", rxPacketsReceived=1))
    tell(world, database_urls, stats("2026-03-01T12:00:00Z", rxPacketsReceived=1))

    assert counted(database_urls) == {"received": 2}


def test_what_others_tell_of_a_gateway_counts_nothing(
    world: World, database_urls: DatabaseUrls
) -> None:
    make_gateway(world, tenant=world.nord)
    make_gateway(world, tenant=world.operator)

    tell(world, database_urls, body_of("chirpstack/stats.json"))

    assert not counted(database_urls)
