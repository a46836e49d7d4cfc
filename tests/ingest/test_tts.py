from pathlib import Path

import pytest
from django.db import transaction

from progres.connections.actions import create_connection
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from tests.ingest.front_door import Door, at_the_door, rows
from tests.world import NOON, World

SAMPLES = Path(__file__).parent.parent / "lns" / "samples" / "tts"


@pytest.fixture
def tts(committed_world: World) -> tuple[str, str]:
    """A Things Stack connection: its path and its secret."""
    with transaction.atomic(), scoped(committed_world.olga.scope):
        connection, token = create_connection(
            name="TTS",
            kind="tts",
            tenant=committed_world.musterstadt,
            by=committed_world.olga,
            at=NOON,
        )
    return f"/ingest/tts/{connection.id}", token


def test_an_uplink_of_the_things_stack_is_stored_once(
    tts: tuple[str, str], database_urls: DatabaseUrls
) -> None:
    path, token = tts
    body = (SAMPLES / "uplink.json").read_bytes()

    async def scenario(door: Door) -> None:
        outcomes = [(await door.post(path, body, token)).json() for _ in range(2)]
        assert outcomes == [{"outcome": "stored"}, {"outcome": "duplicate"}]

    at_the_door(database_urls, scenario)
    (uplink,) = rows(database_urls, "select f_cnt, f_port, receptions from uplink")
    assert (uplink["f_cnt"], uplink["f_port"]) == (1234, 85)
    assert len(uplink["receptions"]) == 2


@pytest.mark.parametrize(
    "name",
    [
        "join_accept",
        "downlink_ack",
        "downlink_nack",
        "downlink_sent",
        "downlink_failed",
        "downlink_queued",
        "downlink_queue_invalidated",
        "location_solved",
        "service_data",
        "uplink_normalized",
    ],
)
def test_every_other_message_is_noted(
    tts: tuple[str, str], database_urls: DatabaseUrls, name: str
) -> None:
    path, token = tts
    body = (SAMPLES / f"{name}.json").read_bytes()

    async def scenario(door: Door) -> None:
        answer = await door.post(path, body, token)
        assert (answer.status_code, answer.json()) == (200, {"outcome": "noted"})

    at_the_door(database_urls, scenario)
    assert rows(database_urls, "select 1 from uplink") == []
    assert len(rows(database_urls, "select 1 from connection_message")) == 1
