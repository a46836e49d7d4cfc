"""All connections by MQTT, each kept up by exactly one process.

One process of all has the lock and keeps up every connection, the others wait for it.
Once a second it looks whether anything was changed, and tells how the connections are.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime

import asyncpg
import orjson

from progres.connections.rules import filters_of
from progres.ingest import statements
from progres.ingest.database import AWAY, Db, Pool
from progres.ingest.pipeline import Pipeline
from progres.ingest.subscriber import Report, Subscriber, Subscription
from progres.ingest.writer import MOST_WAITING
from progres.kit.refusal import Said, facts_to_store
from progres.kit.secrets import MasterKeys, UnknownMasterKey
from progres.lns.topics import CHIRPSTACK_GATEWAYS
from progres.mqtt.link import Session
from progres.mqtt.reach import Address

logger = logging.getLogger(__name__)

LOCK = 7_263_003  # of the one process that keeps up the connections
LOOK_S = 1.0
# In the pipeline at once by all connections together; the other half of what may wait
# for the writer is that of webhooks. Who waits gets a place in turn.
PLACES = MOST_WAITING // 2
_SEALED = Said(
    "The stored password cannot be opened: PROGRES_MASTER_KEY lacks the key it was "
    "sealed with. Enter it anew."
)


class Subscribers:
    """Keeps up the connections while the lock is ours."""

    def __init__(
        self,
        pool: Pool,
        pipeline: Pipeline,
        clock: Callable[[], datetime],
        *,
        master_keys: MasterKeys,
        internal: Collection[str],
    ) -> None:
        self._pool = pool
        self._pipeline = pipeline
        self._clock = clock
        self._master_keys = master_keys
        self._internal = internal
        self._places = asyncio.Semaphore(PLACES)
        self._running: dict[int, tuple[Subscriber, asyncio.Task[None]]] = {}
        self._sealed: dict[int, Report] = {}  # whose secrets nobody can open
        self._told: dict[int, Report] = {}

    async def run(self) -> None:
        """Work until cancelled; a database that is away is waited for."""
        while True:
            try:
                await self._run_while_ours()
            except (*AWAY, asyncpg.PostgresError):
                logger.warning("the connections by MQTT wait for the database")
            except Exception:
                logger.exception("the connections by MQTT failed and go on")
            await asyncio.sleep(LOOK_S)

    async def _run_while_ours(self) -> None:
        async with self._pool.acquire() as db:
            if not await db.fetchval("select pg_try_advisory_lock($1)", LOCK):
                return
            try:
                await self._keep_up(db)
            finally:
                await self._stop(set())
                self._told.clear()
                if not db.is_closed():
                    await db.execute("select pg_advisory_unlock($1)", LOCK)

    async def _keep_up(self, db: Db) -> None:
        """Follow what is configured. Without the database the lock is lost, too."""
        known = None
        while True:
            (version,) = await db.fetch(statements.REGISTRY_VERSION)
            if version != known:
                await self._follow(await db.fetch(statements.SUBSCRIPTIONS))
                known = version
            await self._tell(db)
            await asyncio.sleep(LOOK_S)

    async def _follow(self, rows: list[asyncpg.Record]) -> None:
        wanted: dict[int, Subscription] = {}
        self._sealed.clear()
        for row in rows:
            try:
                wanted[row["id"]] = _subscription(row, self._master_keys)
            except UnknownMasterKey:
                self._sealed[row["id"]] = Report(
                    changed_at=self._clock(), problem=_SEALED
                )
        same = {
            number
            for number, (subscriber, _) in self._running.items()
            if subscriber.subscription == wanted.get(number)
        }
        await self._stop(same)
        for number in wanted.keys() - same:
            subscriber = Subscriber(
                wanted[number],
                self._pipeline,
                self._clock,
                internal=self._internal,
                places=self._places,
            )
            task = asyncio.create_task(subscriber.run(), name=f"mqtt {number}")
            self._running[number] = subscriber, task

    async def _stop(self, but: Collection[int]) -> None:
        """End those that are not wanted as they are, all at once."""
        ending = [n for n in self._running if n not in but]
        tasks = [self._running.pop(number)[1] for number in ending]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        for number in ending:
            self._told.pop(number, None)

    async def _tell(self, db: Db) -> None:
        """Write down how connections are that are otherwise than before."""
        reports = self._sealed | {
            number: subscriber.report
            for number, (subscriber, _) in self._running.items()
        }
        news = {
            number: report
            for number, report in reports.items()
            if self._told.get(number) is not report
        }
        if news:
            rows = [_link_row(number, report) for number, report in news.items()]
            await db.execute(statements.SET_LINKS, *map(list, zip(*rows, strict=True)))
            self._told.update(news)


def _subscription(row: asyncpg.Record, master_keys: MasterKeys) -> Subscription:
    """Raise UnknownMasterKey if its secrets cannot be opened."""

    def opened(column: str, what: str) -> str:
        if row[column] is None:
            return ""
        context = f"mqtt {row['client_id']} {what}"
        return master_keys.unseal(row[column], context=context).decode()

    return Subscription(
        connection_id=row["id"],
        kind=row["kind"],
        address=Address(
            host=row["host"],
            port=row["port"],
            tls=row["tls"],
            ca_certificate=row["ca_certificate"],
            client_certificate=row["client_certificate"],
            client_key=opened("sealed_key", "key"),
        ),
        session=Session(
            client_id=row["client_id"],
            filters=filters_of(row["kind"], row["application"], row["prefix"]),
            beside=CHIRPSTACK_GATEWAYS if row["gateways"] else (),
            left=tuple(row["left_filters"]),
            username=row["username"],
            password=opened("sealed_password", "password"),
        ),
    )


def _link_row(connection_id: int, report: Report) -> tuple[object, ...]:
    problem = report.problem
    facts = orjson.dumps(facts_to_store(problem)).decode() if problem else None
    sentence = problem.sentence if problem else ""
    return connection_id, report.changed_at, report.is_connected, sentence, facts
