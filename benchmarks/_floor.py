"""The least that could be done: parse, one statement per group, commit, answer.

The same server, parser and statement as the front door's, but no secret is checked,
nothing is decoded, no copy is recognised and no alarm rule is asked. What is slower in
the front door than here is the price of those.
"""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from progres.ingest import statements
from progres.ingest.writer import columns
from progres.kit.env import parse_database_url
from progres.lns import chirpstack
from progres.lorawan.uplink import Uplink, frame_key
from progres.ops.web import run_web

TENANT = 1
NUMBERS = "{98,812,44.5,21.5}"
VALUES = '{"temperature": [1772366400000, 21.5], "humidity": [1772366400000, 44.5]}'
RADIO = '{"dev_addr": "00189440", "frequency_hz": 868100000, "spreading_factor": 7}'
RECEPTIONS = '[{"gateway_id": "0016c001ff10abcd", "rssi_dbm": -57, "snr_db": 10.2}]'

Waiting = tuple[Uplink, datetime, "asyncio.Future[None]"]
waiting: list[Waiting] = []
asked = asyncio.Event()


async def take(request: Request) -> Response:
    uplink = chirpstack.parse("up", await request.body())
    assert isinstance(uplink, Uplink)
    stored = asyncio.get_running_loop().create_future()
    waiting.append((uplink, datetime.now(UTC), stored))
    asked.set()
    await stored
    return Response(b'{"outcome":"stored"}', media_type="application/json")


async def write(pool: asyncpg.Pool) -> None:
    while True:
        await asked.wait()
        asked.clear()
        group, waiting[:] = list(waiting), []
        async with pool.acquire() as db, db.transaction():
            await db.execute(statements.STORE_GROUP, *_parameters(group))
        for _, _, stored in group:
            stored.set_result(None)


def _parameters(group: list[Waiting]) -> list[list[object]]:
    uplinks: list[tuple[object, ...]] = []
    readings: list[tuple[object, ...]] = []
    states: dict[int, tuple[object, ...]] = {}
    for up, now, _ in group:
        device, ts, key = int(up.dev_eui, 16), up.sent_at, frame_key(up)
        uplinks.append(
            (
                *(TENANT, device, now, key, 1, ts, ts, False, up.f_cnt, up.f_port),
                *(up.payload, RADIO, RECEPTIONS, 1, None, None),
            )
        )
        seq = (key & 0xFFFFFFFF) - 2**31
        readings.append((TENANT, device, ts, seq, up.f_cnt, 1, NUMBERS, None))
        states[device] = (
            *(TENANT, device, ts, ts, up.f_cnt, VALUES, -57.0, 10.2),
            *("0016c001ff10abcd", None, None, b"", False),
        )
    told: list[object] = [",".join(f"{TENANT}:{device}" for device in states)]
    return [
        *columns(uplinks, 16),
        *columns(readings, 8),
        *columns(list(states.values()), 13),
        *columns([], 5),
        told,
    ]


@asynccontextmanager
async def life(_: Starlette) -> AsyncIterator[None]:
    address = parse_database_url(
        "PROGRES_DATABASE_INGEST_URL", os.environ["PROGRES_DATABASE_INGEST_URL"]
    )
    pool = await asyncpg.create_pool(
        host=address.host,
        port=address.port,
        database=address.name,
        user=address.user,
        password=address.password,
        min_size=1,
        max_size=1,
    )
    writer = asyncio.create_task(write(pool))
    yield
    writer.cancel()
    await pool.close()


application = Starlette(
    routes=[Route("/{path:path}", take, methods=["POST"])], lifespan=life
)

if __name__ == "__main__":
    run_web("_floor:application", socket.socket(fileno=int(sys.argv[1])))
