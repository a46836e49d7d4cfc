"""Writes what was noted, in batches and beside the requests."""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import psycopg
from prometheus_client import Counter

from progres.accesslog import statements
from progres.accesslog.rules import Counts, Exchange, Line, count, line_of
from progres.kit.clients import read_agent

logger = logging.getLogger(__name__)

EVERY_S = 1.0
AT_ONCE = 500  # requests in one transaction
MOST_WAITING = 10_000  # about a kilobyte each
LAST_WORD_S = 2.0  # to write what waits when the server stops; it takes milliseconds
AHEAD = timedelta(hours=2)  # made where an hour is missing; the worker makes more

LOST = Counter(
    "progres_access_log_lost_total", "Requests that no access log tells of", ["reason"]
)

Db = psycopg.AsyncConnection[tuple[object, ...]]


class AccessLog:
    """What waits to be written; `database` says how to connect as `progres_web`.

    A page never waits for it. While the database is away requests are remembered, up
    to `MOST_WAITING`; those after them are lost and counted.
    """

    def __init__(self, database: str, *, behind_proxy: bool) -> None:
        self._database = database
        self._behind_proxy = behind_proxy
        self._waiting: deque[Exchange] = deque()
        self._due = asyncio.Event()
        self._db: Db | None = None
        self._is_away = False
        self._is_stopping = False

    def note(self, exchange: Exchange) -> None:
        """Remember an exchange until it is written."""
        if len(self._waiting) >= MOST_WAITING:
            LOST.labels("too many").inc()
            return
        self._waiting.append(exchange)
        if len(self._waiting) >= AT_ONCE:
            self._due.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write until the block ends, and then what is left."""
        await asyncio.to_thread(read_agent, "")  # loads its tables, for 0.2 s
        task = asyncio.create_task(self._run(), name="access log")
        try:
            yield
        finally:
            self._is_stopping = True
            self._due.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_WORD_S):
                    await task
            LOST.labels("stopped").inc(len(self._waiting))
            await self._hang_up()

    async def _run(self) -> None:
        is_last = False
        while not is_last:
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._due.wait()
            self._due.clear()
            is_last = self._is_stopping
            await self._write()

    async def _write(self) -> None:
        """Write what waits, in the order in which it came."""
        while self._waiting:
            batch = list(itertools.islice(self._waiting, AT_ONCE))
            try:
                await self._store(
                    [
                        line_of(exchange, behind_proxy=self._behind_proxy)
                        for exchange in batch
                    ]
                )
            except psycopg.OperationalError as error:
                await self._stay_away(error)
                return
            except Exception as error:  # noqa: BLE001 the next ones are to be written
                # Without the error's text, which may quote what nobody else shall log.
                logger.warning("the access log lost a batch: %s", type(error).__name__)
                LOST.labels("refused").inc(len(batch))
                await self._hang_up()
            else:
                self._is_away = False
            for _ in batch:
                self._waiting.popleft()

    async def _store(self, lines: Sequence[Line]) -> None:
        """Write lines and their statistics in one transaction.

        If the connection breaks at the very end nobody knows whether it was committed;
        the lines are then written again, because a request too many is better than
        none.
        """
        if self._db is None:
            self._db = await psycopg.AsyncConnection.connect(
                self._database, autocommit=True
            )
        try:
            await _insert(self._db, lines)
        except psycopg.errors.CheckViolation:  # there is no partition for them
            times = [line.at for line in lines]
            hours = (min(times), max(times) + AHEAD)
            await self._db.execute(statements.MAKE_HOURS, hours)
            await _insert(self._db, lines)

    async def _stay_away(self, error: Exception) -> None:
        if not self._is_away:
            logger.warning("the access log has to wait: %s", type(error).__name__)
        self._is_away = True
        await self._hang_up()

    async def _hang_up(self) -> None:
        if self._db is not None:
            with suppress(psycopg.Error):
                await self._db.close()
            self._db = None


async def _insert(db: Db, lines: Sequence[Line]) -> None:
    counts = count(lines)
    async with db.transaction(), db.cursor() as cursor:
        await cursor.execute(
            statements.WRITE_LINES,
            [[getattr(line, name) for line in lines] for name in statements.COLUMNS],
        )
        await cursor.execute(statements.COUNT_PAGES, _pages(counts))
        await cursor.execute(statements.COUNT_CLIENTS, _clients(counts))


def _pages(counts: Counts) -> list[list[object]]:
    """Columns; in an order of their own, so that two writers never wait crosswise."""
    rows = [
        (*key, page.requests, page.total_ms, page.slowest_ms, page.sent_bytes)
        for key, page in sorted(counts.pages.items())
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _clients(counts: Counts) -> list[list[object]]:
    rows = [(*key, number) for key, number in sorted(counts.clients.items())]
    return [list(column) for column in zip(*rows, strict=True)]
