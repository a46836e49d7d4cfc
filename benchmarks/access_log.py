"""What the access log costs: noting a request, and writing what was noted.

Run: `python benchmarks/access_log.py`; makes a database of its own for it.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable
from os import environ
from pathlib import Path
from time import perf_counter, process_time

from starlette.types import Message, Receive, Scope, Send

from progres.accesslog import writer
from progres.accesslog.middleware import Logged
from progres.accesslog.rules import Exchange
from progres.accesslog.writer import AccessLog
from progres.kit.clock import utc_now
from progres.ops.postgres import EmbeddedPostgres, remove_database

REQUESTS = 20_000
ROUTES = 40
HEADERS = [
    (b"host", b"iot.example.org"),
    (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"),
    (b"accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    (b"accept-language", b"de-DE,de;q=0.8,en-US;q=0.5,en;q=0.3"),
    (b"accept-encoding", b"gzip, deflate, br"),
    (b"referer", b"https://iot.example.org/i/1/devices/"),
    (b"cookie", b"progres_session=" + b"x" * 32),
    (b"x-forwarded-for", b"203.0.113.9"),
]


async def app(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x" * 100})


async def receive() -> Message:
    return {"type": "http.request"}


async def send(message: Message) -> None:
    pass


def scope_of(number: int) -> Scope:
    return {
        "type": "http",
        "method": "GET",
        "path": f"/i/1/devices/{number}/",
        "headers": HEADERS,
        "client": ("127.0.0.1", 40_000),
        "progres.route": f"/i/{{tenant_id}}/devices/{number % ROUTES}/",
    }


async def ask(note: Callable[[Exchange], None] | None) -> float:
    """Return the microseconds of this process for each request."""
    asked = app if note is None else Logged(app, note, clock=utc_now)
    scopes = [scope_of(number) for number in range(REQUESTS)]
    used = process_time()
    for scope in scopes:
        await asked(scope, receive, send)
    return (process_time() - used) / REQUESTS * 1e6


async def measure(url: str) -> None:
    noted: list[Exchange] = []
    bare = await ask(None)
    print(f"noting a request   {await ask(noted.append) - bare:6.1f} µs")
    log = AccessLog(url, behind_proxy=True)
    writer.MOST_WAITING = REQUESTS
    writer.LAST_WORD_S = 60.0
    async with log.running():
        log.note(noted[0])
        await asyncio.sleep(2 * writer.EVERY_S)  # the partition is there
        began, used = perf_counter(), process_time()
        for exchange in noted[1:]:
            log.note(exchange)
    took, used = perf_counter() - began, process_time() - used
    print(f"writing a request  {used / REQUESTS * 1e6:6.1f} µs of this process")
    print(f"written            {REQUESTS / took:6.0f} requests/s")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="progres-bench-"))
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        subprocess.run(
            [sys.executable, "-m", "progres", "migrate"],
            check=True,
            env={**environ, "PROGRES_DATABASE_URL": server.urls.owner},
            stdout=subprocess.DEVNULL,
        )
        asyncio.run(measure(server.urls.web))
    finally:
        server.stop()
        remove_database(folder)


if __name__ == "__main__":
    main()
