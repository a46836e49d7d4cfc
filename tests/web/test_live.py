"""What an open page is told, against the real database."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import AsyncClient

from progres.accounts.membership import Membership
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.web import live_hub
from progres.web.live_hub import MOST_DEVICES, OpenPage, hub
from tests.web.conftest import Browser, hear, make_rule, raise_alarm
from tests.world import World

Event = tuple[str, Any]
PATIENCE = 10  # seconds


class StreamEnded(Exception):
    """The server ended the stream."""


class Stream:
    """An open page's stream, event by event."""

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self._parts = parts

    async def next(self) -> Event:
        """Return the next event that is no ping."""
        async with asyncio.timeout(PATIENCE):
            async for part in self._parts:
                name, data = part.decode().strip().split("\n")
                if name != "event: ping":
                    return name.removeprefix("event: "), json.loads(data[6:])
        raise StreamEnded

    async def first_sign(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await anext(self._parts)


@pytest.fixture
def told(
    committed_world: World, browser: Browser, database_urls: DatabaseUrls
) -> "Told":
    return Told(committed_world, browser, database_urls.web)


class Told:
    """Opens pages as people and tells what the front door and the worker tell."""

    def __init__(self, world: World, browser: Browser, database_url: str) -> None:
        self.world = world
        self._database_url = database_url
        self._cookies = {
            who.user.id: browser(who).cookies for who in (world.olga, world.nora)
        }
        connection.close()

    @asynccontextmanager
    async def page(self, who: Membership, query: str = "") -> AsyncIterator[Stream]:
        response = await self.ask(who, query)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/event-stream"
        parts = response.streaming_content
        try:
            stream = Stream(parts)
            assert await stream.first_sign() == b"event: ping\ndata: {}\n\n"
            yield stream
        finally:
            await parts.aclose()

    async def ask(self, who: Membership, query: str) -> Any:
        client = AsyncClient()
        client.cookies = self._cookies[who.user.id]
        return await client.get(f"/i/{who.tenant.id}/live/{query}")

    async def reading(self, temperature: float) -> None:
        await asyncio.to_thread(self._reading, temperature)

    async def notify(self, channel: str, payload: str) -> None:
        await asyncio.to_thread(self._notify, channel, payload)

    def _reading(self, temperature: float) -> None:
        with transaction.atomic(), scoped(self.world.olga.scope):
            hear(self.world, {"temperature": temperature})
        connection.close()
        self._notify("readings", f"{self.world.bad.id}:{self.world.device.id}")

    def end_listening(self) -> None:
        with psycopg.connect(self._database_url) as other:
            other.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'progres live'"
            )

    def _notify(self, channel: str, payload: str) -> None:
        with psycopg.connect(self._database_url) as other:
            other.execute("select pg_notify(%s, %s)", [channel, payload])


def test_a_reading_arrives_on_the_open_page(told: Told) -> None:
    async def scenario() -> Event:
        async with told.page(told.world.olga) as page:
            await told.reading(21.5)
            return await page.next()

    name, data = asyncio.run(scenario())

    assert name == "reading"
    assert data["device"] == told.world.device.id
    assert data["values"]["temperature"][1] == 21.5


def test_the_page_of_a_device_begins_with_its_newest_values(told: Told) -> None:
    async def scenario() -> Event:
        await told.reading(20.5)
        async with told.page(
            told.world.olga, f"?device={told.world.device.id}"
        ) as page:
            return await page.next()

    name, data = asyncio.run(scenario())

    assert (name, data["values"]["temperature"][1]) == ("reading", 20.5)


@pytest.mark.parametrize("device", ["0", "9" * 5000])
def test_a_device_that_never_was_has_no_stream(told: Told, device: str) -> None:
    answer = asyncio.run(told.ask(told.world.olga, f"?device={device}"))

    assert answer.status_code == 404


def test_nothing_of_another_instance_arrives(told: Told) -> None:
    async def scenario() -> None:
        async with told.page(told.world.nora) as page:
            await told.reading(21.5)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(1):
                    await page.next()

    asyncio.run(scenario())


def test_what_an_alarm_did_while_the_page_was_on_its_way_is_told_first(
    told: Told,
) -> None:
    world = told.world
    with transaction.atomic(), scoped(world.olga.scope):
        alarm = raise_alarm(world, make_rule(world))
    connection.close()

    async def scenario() -> Event:
        async with told.page(world.olga, f"?device={world.device.id}") as page:
            return await page.next()

    name, data = asyncio.run(scenario())

    assert (name, data["id"]) == ("alarm", alarm.id)


def test_an_alarm_arrives_with_the_count_of_open_ones(told: Told) -> None:
    world = told.world
    with transaction.atomic(), scoped(world.olga.scope):
        alarm = raise_alarm(world, make_rule(world))
    connection.close()

    async def scenario() -> Event:
        async with told.page(world.olga) as page:
            await told.notify("alarms", f"{world.bad.id}:{world.device.id}")
            return await page.next()

    assert asyncio.run(scenario()) == (
        "alarm",
        {
            "id": alarm.id,
            "device": world.device.id,
            "state": "open",
            "open_alarm_count": 1,
        },
    )


def test_the_stream_ends_with_the_session(told: Told) -> None:
    async def scenario() -> None:
        async with told.page(told.world.olga) as page:
            await asyncio.to_thread(_sign_everybody_out)
            await told.reading(21.5)
            with pytest.raises(StreamEnded):
                await page.next()

    asyncio.run(scenario())


def test_streams_end_when_the_listening_connection_breaks(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with told.page(told.world.olga) as page:
            await asyncio.to_thread(told.end_listening)
            with pytest.raises(StreamEnded):
                await page.next()

    asyncio.run(scenario())

    assert "live pages are disconnected" in caplog.text


def test_streams_end_when_nobody_understands_what_is_told_and_the_next_is_told_again(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> Event:
        async with told.page(told.world.olga) as page:
            await told.notify("readings", "no such device")
            with pytest.raises(StreamEnded):
                await page.next()
        async with told.page(told.world.olga) as page:
            await told.reading(21.5)
            return await page.next()

    name, _ = asyncio.run(scenario())

    assert name == "reading"
    assert "live pages are disconnected" in caplog.text


def test_the_last_page_to_go_ends_the_listening(told: Told) -> None:
    async def scenario() -> None:
        async with told.page(told.world.olga) as page:
            waiting = asyncio.create_task(page.next())
            await asyncio.sleep(0)  # let it wait
            assert hub.is_listening
            waiting.cancel()  # as the server does when the browser is gone
            await asyncio.wait([waiting])
            assert not hub.is_listening

    asyncio.run(scenario())


def test_a_slow_page_waits_for_a_bounded_number_of_devices() -> None:
    async def scenario() -> int:
        page = OpenPage(frozenset({1}), None)
        for device_id in range(MOST_DEVICES * 2):
            page.tell("readings", 1, device_id)
            page.tell("readings", 2, device_id)
        return len(page.take("readings"))

    assert asyncio.run(scenario()) == MOST_DEVICES


def test_the_page_of_a_device_is_told_of_its_readings_and_of_all_alarms() -> None:
    async def scenario() -> tuple[frozenset[int], frozenset[int]]:
        page = OpenPage(frozenset({1}), 7)
        for channel in live_hub.CHANNELS:
            page.tell(channel, 1, 7)
            page.tell(channel, 1, 8)
        return page.take("readings"), page.take("alarms")

    assert asyncio.run(scenario()) == (frozenset({7}), frozenset({7, 8}))


def _sign_everybody_out() -> None:
    Session.objects.all().delete()
    connection.close()
