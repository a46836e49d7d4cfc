"""The front door for tests: its ASGI app against the real database."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import orjson
import psycopg
from django.conf import settings
from httpx2 import ASGITransport, AsyncClient, Response
from psycopg.rows import dict_row
from starlette.applications import Starlette

from progres.ingest.app import FrontDoor, make_app
from progres.ops.postgres import DatabaseUrls
from tests.world import DEV_EUI, NOON, World


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Door:
    """A running front door with a sender's hand on the bell."""

    def __init__(self, app: Starlette, client: AsyncClient, clock: Clock) -> None:
        self._app = app
        self._client = client
        self.clock = clock

    @property
    def parts(self) -> FrontDoor:
        return self._app.state.door  # type: ignore[no-any-return] # Starlette's state

    async def post(
        self, path: str, body: bytes | dict[str, Any] | AsyncIterator[bytes], token: str
    ) -> Response:
        content = orjson.dumps(body) if isinstance(body, dict) else body
        return await self._client.post(
            path, content=content, headers={"Authorization": f"Bearer {token}"}
        )

    async def get(self, path: str) -> Response:
        return await self._client.get(path)

    async def uplink(self, world: World, **facts: Any) -> Response:
        """Send an uplink of the world's device through the world's connection."""
        path = f"/ingest/chirpstack/{world.connection.id}?event=up"
        return await self.post(path, chirpstack_up(**facts), world.token)


def chirpstack_up(
    *,
    dev_eui: str = DEV_EUI,
    f_cnt: int = 1,
    payload: bytes = bytes([0, 215, 88, 0]),
    at: datetime = NOON,
    gateways: tuple[str, ...] = ("0016c001ff10abcd",),
    delivery_id: str = "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
    dev_addr: str = "00189440",
) -> dict[str, Any]:
    """An uplink as ChirpStack sends it; the payload says 21.5 °C, 88 %, shut."""
    return {
        "deduplicationId": delivery_id,
        "time": at.isoformat(),
        "deviceInfo": {"devEui": dev_eui},
        "devAddr": dev_addr,
        "adr": True,
        "dr": 5,
        "fCnt": f_cnt,
        "fPort": 2,
        "confirmed": False,
        "data": base64.b64encode(payload).decode(),
        "rxInfo": [{"gatewayId": g, "rssi": -71, "snr": 8.5} for g in gateways],
        "txInfo": {
            "frequency": 868100000,
            "modulation": {"lora": {"bandwidth": 125000, "spreadingFactor": 7}},
        },
    }


@asynccontextmanager
async def open_door(urls: DatabaseUrls, clock: Clock) -> AsyncIterator[Door]:
    environ = {
        "PROGRES_DATABASE_INGEST_URL": urls.ingest,
        "PROGRES_SECRET_KEY": settings.SECRET_KEY,
        "PROGRES_INTERNAL_HOSTS": "localhost",
    }
    app = make_app(environ, clock=clock)
    transport = ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield Door(app, client, clock)


def at_the_door(
    urls: DatabaseUrls, scenario: Callable[[Door], Awaitable[None]]
) -> None:
    """Run a scenario with a front door whose clock stands at NOON."""

    async def run() -> None:
        async with open_door(urls, Clock()) as door:
            await scenario(door)

    asyncio.run(run())


def rows(urls: DatabaseUrls, query: str) -> list[dict[str, Any]]:
    """Ask the database as its owner."""
    with psycopg.connect(urls.owner, row_factory=dict_row) as db:
        return db.execute(query.encode()).fetchall()


def change(urls: DatabaseUrls, statement: str) -> None:
    """Change the database as its owner."""
    with psycopg.connect(urls.owner) as db:
        db.execute(statement.encode())
