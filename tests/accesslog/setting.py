"""The pages behind the access log, asked as browsers ask, and what the log then says."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, cast

import psycopg
from django.core.asgi import get_asgi_application
from httpx2 import ASGITransport, AsyncClient
from psycopg.rows import dict_row
from starlette.types import ASGIApp

from progres.accesslog.middleware import Logged
from progres.accesslog.rules import Exchange
from progres.accesslog.writer import AccessLog
from progres.ops.postgres import DatabaseUrls
from tests.world import NOON

Row = dict[str, Any]
PEER = "192.0.2.7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@dataclass(frozen=True, kw_only=True)
class Front:
    """An application whose requests are logged, and its log."""

    browser: AsyncClient
    log: AccessLog
    clock: Clock


@dataclass(kw_only=True)
class Setting:
    """What runs a scenario against a log that writes into the tests' database."""

    urls: DatabaseUrls
    app: ASGIApp = field(default_factory=lambda: cast(ASGIApp, get_asgi_application()))
    clock: Clock = field(default_factory=Clock)
    stopwatch: Callable[[], float] = perf_counter
    behind_proxy: bool = False
    database: str = ""

    def run(self, scenario: Callable[[Front], Awaitable[None]]) -> None:
        """Let a scenario ask; all that it asked is written when this returns."""

        async def running() -> None:
            log = AccessLog(
                self.database or self.urls.web, behind_proxy=self.behind_proxy
            )
            app = Logged(self.app, log.note, clock=self.clock, stopwatch=self.stopwatch)
            transport = ASGITransport(app, client=(PEER, 40_000))
            async with (
                log.running(),
                AsyncClient(
                    transport=transport,
                    base_url="http://localhost",
                    headers={
                        "User-Agent": FIREFOX,
                        "Accept-Language": "de-AT,de;q=0.8",
                    },
                ) as browser,
            ):
                await scenario(Front(browser=browser, log=log, clock=self.clock))

        asyncio.run(running())

    def get(self, *paths: str, **headers: str) -> None:
        """Ask for pages, one after the other."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def scenario(front: Front) -> None:
            for path in paths:
                await front.browser.get(path, headers=named)

        self.run(scenario)

    def note(self, *exchanges: Exchange) -> None:
        """Have exchanges written that never took place."""

        async def scenario(front: Front) -> None:
            for exchange in exchanges:
                front.log.note(exchange)

        self.run(scenario)

    def rows(self, table: str = "access_log") -> list[Row]:
        """What stands in a table of the log, the first first."""
        query = f"select * from {table} order by 1, 2, 3, ctid"  # noqa: S608 named by tests
        with psycopg.connect(self.urls.owner, row_factory=dict_row) as owner:
            return owner.execute(query.encode()).fetchall()


def exchange(**facts: object) -> Exchange:
    """A request at noon that took 20 ms."""
    usual: dict[str, Any] = {
        "at": NOON,
        "peer": PEER,
        "forwarded": "",
        "method": "GET",
        "path": "/",
        "route": "/",
        "status": 200,
        "sent_bytes": 100,
        "referrer": "",
        "agent": FIREFOX,
        "language": "de",
        "answer_s": 0.02,
        "duration_s": 0.02,
    }
    return Exchange(**{**usual, **facts})
