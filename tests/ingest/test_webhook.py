import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.types import Message

from progres.ingest.webhook import Webhook
from progres.ops.postgres import DatabaseUrls
from tests.ingest.front_door import Door, at_the_door, change, chirpstack_up, rows
from tests.world import DEV_EUI, World

MIB = 1024 * 1024
SAMPLES = Path(__file__).parent.parent / "lns" / "samples"


def test_a_wrong_secret_and_an_unknown_connection_are_answered_alike(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world

    async def scenario(door: Door) -> None:
        answers = [
            await door.post(path, chirpstack_up(), token)
            for path, token in (
                (f"/ingest/chirpstack/{world.connection.id}?event=up", "wrong"),
                (f"/ingest/chirpstack/{world.connection.id}?event=up", ""),
                ("/ingest/chirpstack/999999?event=up", world.token),
                ("/ingest/chirpstack/99999999999999?event=up", world.token),
                ("/ingest/chirpstack/x?event=up", world.token),
                (f"/ingest/tts/{world.connection.id}", world.token),
            )
        ]
        assert {answer.status_code for answer in answers} == {401}
        assert len({answer.content for answer in answers}) == 1

    at_the_door(database_urls, scenario)
    assert rows(database_urls, "select 1 from connection_message") == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[]", b'{"deviceInfo": {"devEui": "zz"}}']
)
def test_what_cannot_be_read_is_kept_and_answered_with_a_sentence(
    committed_world: World, database_urls: DatabaseUrls, body: bytes
) -> None:
    async def scenario(door: Door) -> None:
        path = f"/ingest/chirpstack/{committed_world.connection.id}?event=up"
        answer = await door.post(path, body, committed_world.token)
        assert answer.status_code == 422
        assert answer.json()["problem"].endswith(".")

    at_the_door(database_urls, scenario)
    (message,) = rows(database_urls, "select outcome, body from connection_message")
    assert message == {"outcome": "rejected", "body": body}


def test_why_a_message_cannot_be_read_is_kept_apart_from_its_facts(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world

    async def scenario(door: Door) -> None:
        path = f"/ingest/chirpstack/{world.connection.id}?event=up"
        body = {"deviceInfo": {"devEui": "z\x00" * 1000}, "fCnt": 1}
        answer = await door.post(path, body, world.token)
        assert answer.json()["problem"].startswith("'z\\x00z")
        await door.post(path, b"\xff", world.token)
        await door.post(path, b'{"\xff', world.token)

    at_the_door(database_urls, scenario)
    eui, _, text = rows(
        database_urls, "select note, facts from connection_message order by id"
    )
    assert eui["note"].startswith("'%(text)s' is not an EUI: ")
    assert len(eui["facts"]["text"]) <= 50
    assert text["facts"] == {
        "problem": ["it is not UTF-8", {}],
        "sender": "ChirpStack",
    }


def test_a_connection_keeps_about_its_last_hundred_messages(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        path = f"/ingest/chirpstack/{committed_world.connection.id}?event=up"
        for number in range(130):
            await door.post(path, str(number).encode(), committed_world.token)

    at_the_door(database_urls, scenario)
    bodies = [
        int(row["body"])
        for row in rows(
            database_urls, "select body from connection_message order by id"
        )
    ]
    assert 100 <= len(bodies) <= 120
    assert bodies[-1] == 129


def test_what_was_rejected_is_not_pushed_out_by_what_was_noted(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    noted = {"deviceInfo": {"devEui": DEV_EUI}, "margin": 7}

    async def scenario(door: Door) -> None:
        address = f"/ingest/chirpstack/{committed_world.connection.id}?event="
        await door.post(f"{address}up", b"{broken", committed_world.token)
        for _ in range(130):
            await door.post(f"{address}status", noted, committed_world.token)

    at_the_door(database_urls, scenario)
    counts = rows(
        database_urls,
        "select outcome, count(*) from connection_message group by 1 order by 1",
    )
    assert [row["outcome"] for row in counts] == ["noted", "rejected"]
    assert 100 <= counts[0]["count"] <= 120


async def without_length(body: bytes) -> AsyncIterator[bytes]:
    yield body[:1000]
    yield body[1000:]


def test_a_body_over_a_mebibyte_is_refused_also_without_its_length(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        path = f"/ingest/chirpstack/{committed_world.connection.id}?event=up"
        for size, status in ((MIB, 422), (MIB + 1, 413)):
            body = b" " * size
            for content in (body, without_length(body)):
                answer = await door.post(path, content, committed_world.token)
                assert answer.status_code == status

    at_the_door(database_urls, scenario)


async def statuses(
    door: Door, pieces: AsyncIterator[bytes], path: str, token: str
) -> list[int]:
    """Send a body piece by piece, without an end, to a front door of little patience."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {
            "type": "http.request",
            "body": await anext(pieces),
            "more_body": True,
        }

    async def send(message: Message) -> None:
        sent.append(message)

    webhook = Webhook(lambda: door.parts.pipeline, door.clock, patience_s=0.05)
    await webhook(
        {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"event=up",
            "headers": [(b"authorization", b"Bearer " + token.encode())],
        },
        receive,
        send,
    )
    return [message["status"] for message in sent if "status" in message]


async def two_pieces() -> AsyncIterator[bytes]:
    yield b"{"
    yield b'"deviceInfo"'
    await asyncio.Event().wait()


def test_a_body_that_never_ends_is_given_up(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    path = f"/ingest/chirpstack/{committed_world.connection.id}"

    async def scenario(door: Door) -> None:
        pieces = two_pieces()
        assert await statuses(door, pieces, path, committed_world.token) == [408]

    at_the_door(database_urls, scenario)


def test_of_a_stranger_only_the_first_piece_of_a_body_is_taken(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    path = f"/ingest/chirpstack/{committed_world.connection.id}"

    async def scenario(door: Door) -> None:
        pieces = two_pieces()
        assert await statuses(door, pieces, path, "wrong") == [401]
        assert await anext(pieces) == b'"deviceInfo"'

    at_the_door(database_urls, scenario)


def test_only_posts_to_a_known_kind_of_network_server_are_taken(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        unknown = await door.post("/ingest/loriot/1", b"{}", committed_world.token)
        got = await door.get("/ingest/chirpstack/1")
        assert (unknown.status_code, got.status_code) == (404, 405)

    at_the_door(database_urls, scenario)


@pytest.mark.parametrize("event", ["join", "ack", "txack", "status", "log", "location"])
@pytest.mark.parametrize("form", ["json", "pb"])
def test_every_event_of_chirpstack_is_noted_with_its_body(
    committed_world: World, database_urls: DatabaseUrls, event: str, form: str
) -> None:
    name = {"log": "log_uplink_mic"}.get(event, event)
    body = (SAMPLES / "chirpstack" / f"{name}.{form}").read_bytes()

    async def scenario(door: Door) -> None:
        path = f"/ingest/chirpstack/{committed_world.connection.id}?event={event}"
        answer = await door.post(path, body, committed_world.token)
        assert (answer.status_code, answer.json()) == (200, {"outcome": "noted"})

    at_the_door(database_urls, scenario)
    (message,) = rows(database_urls, "select dev_eui, body from connection_message")
    assert message == {"dev_eui": DEV_EUI, "body": body}
    battery = rows(database_urls, "select battery_percent from latest")
    assert battery == (
        [{"battery_percent": pytest.approx(88.2)}] if event == "status" else []
    )


def test_an_uplink_in_protobuf_is_the_same_frame_as_in_json(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        path = f"/ingest/chirpstack/{committed_world.connection.id}?event=up"
        outcomes = [
            (
                await door.post(
                    path,
                    (SAMPLES / "chirpstack" / name).read_bytes(),
                    committed_world.token,
                )
            ).json()["outcome"]
            for name in ("up.json", "up.pb")
        ]
        assert outcomes == ["stored", "duplicate"]

    at_the_door(database_urls, scenario)


def test_a_changed_secret_is_in_force_with_the_next_request(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        assert (await door.uplink(committed_world)).status_code == 200
        change(database_urls, "update connection set token_hash = '\\x00'")
        assert (await door.uplink(committed_world)).status_code == 401

    at_the_door(database_urls, scenario)
