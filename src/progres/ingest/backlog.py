"""What could not be finished when it came in: slow codecs, devices not yet known."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

import asyncpg
import orjson

from progres.ingest import statements
from progres.ingest.contents import Decoder, Payload
from progres.ingest.database import AWAY, Pool, is_away
from progres.ingest.errors import Overloaded
from progres.ingest.pipeline import NOT_STORED, Delivery, Pipeline
from progres.ingest.registry import DeviceEntry, Registry
from progres.ingest.writer import Writer
from progres.ingest.writes import StoreContents, StoreUplink, Waited
from progres.lorawan.uplink import Reception, Uplink
from progres.readings.rules import UplinkState

logger = logging.getLogger(__name__)

PAUSE_S = 0.5
PATIENCE_S = 10.0
AT_ONCE = 200
LOOK_AGAIN = timedelta(minutes=1)
LOCK = 7_263_001  # of the one process that works on the backlog
_RADIO = {  # what `group.radio_json` keeps
    "dev_addr",
    "session",
    "join_eui",
    "confirmed",
    "adr",
    "frequency_hz",
    "spreading_factor",
    "bandwidth_hz",
    "data_rate",
    "delivery_id",
    "simulated",
    "encrypted",
    "battery_percent",
}


class Backlog:
    """Decodes what waits, in one process of all; `clock` tells the time."""

    def __init__(
        self,
        pool: Pool,
        registry: Registry,
        decoder: Decoder,
        writer: Writer,
        pipeline: Pipeline,
        clock: Callable[[], datetime],
    ) -> None:
        self._pool = pool
        self._registry = registry
        self._decoder = decoder
        self._writer = writer
        self._pipeline = pipeline
        self._clock = clock
        self._looked: tuple[tuple[int, ...] | None, datetime] | None = None

    async def run(self) -> None:
        """Work until cancelled; a database that is away is waited for."""
        while True:
            try:
                await self._run_while_ours()
            except (*AWAY, asyncpg.PostgresError, Overloaded):
                logger.warning("the backlog waits for the database")
            except Exception:
                logger.exception("the backlog failed and goes on")
            await asyncio.sleep(PAUSE_S)

    async def work(self) -> int:
        """Finish what waits now, at most `AT_ONCE` of each; return how many."""
        await self._registry.refresh()
        done = await self._decode_waiting()
        if self._may_be_assignable():
            assigned = await self._assign_waiting()
            if assigned < AT_ONCE:
                self._looked = (self._registry.version, self._clock())
            done += assigned
        return done + await self._take_again()

    def _may_be_assignable(self) -> bool:
        """Only what the registry knows anew can bear an uplink that waits.

        And once a minute, for an uplink that was judged just before a change and
        written just after it.
        """
        if self._looked is None:
            return True
        version, at = self._looked
        return version != self._registry.version or self._clock() - at > LOOK_AGAIN

    async def _run_while_ours(self) -> None:
        async with self._pool.acquire() as db:
            if not await db.fetchval("select pg_try_advisory_lock($1)", LOCK):
                return
            try:
                while not db.is_closed():
                    if not await self.work():
                        await asyncio.sleep(PAUSE_S)
            finally:
                if not db.is_closed():
                    await db.execute("select pg_advisory_unlock($1)", LOCK)

    async def _decode_waiting(self) -> int:
        before = self._clock() - timedelta(seconds=PAUSE_S)
        async with self._pool.acquire() as db:
            rows = await db.fetch(statements.TAKE_UNDECODED, before, AT_ONCE)
        return await _each(rows, self._decode)

    async def _decode(self, row: asyncpg.Record) -> int:
        device = await self._device(row["dev_eui"], row["device_id"])
        if device is None:
            return 0
        payload = Payload(
            codec=device.codec,
            f_port=row["f_port"],
            payload=row["payload"],
            ts=row["ts"],
        )
        contents = await self._decoder.read(payload, patience=PATIENCE_S)
        if contents.state is UplinkState.UNDECODED:
            return 0
        await self._writer.store(
            StoreContents(
                tenant_id=row["tenant_id"],
                device_id=row["device_id"],
                received_at=row["received_at"],
                frame_key=row["frame_key"],
                ts=row["ts"],
                late=row["late"],
                f_cnt=row["f_cnt"],
                contents=contents,
                limits=device.limits,
            )
        )
        return 1

    async def _assign_waiting(self) -> int:
        async with self._pool.acquire() as db:
            rows = await db.fetch(statements.TAKE_ASSIGNABLE, AT_ONCE)
        return await _each(rows, self._assign)

    async def _assign(self, row: asyncpg.Record) -> int:
        devices = await self._registry.devices(row["dev_eui"])
        below = [d for d in devices if row["tenant_id"] in d.lineage]
        if len(below) != 1:
            return 0
        await self._store_assigned(row, below[0])
        return 1

    async def _store_assigned(self, row: asyncpg.Record, device: DeviceEntry) -> None:
        uplink = _uplink(row)
        payload = Payload(
            codec=device.codec,
            f_port=uplink.f_port,
            payload=uplink.payload,
            ts=row["ts"],
            encrypted=uplink.encrypted,
        )
        await self._writer.store(
            StoreUplink(
                uplink=uplink,
                frame_key=row["frame_key"],
                tenant_id=device.tenant_id,
                device_id=device.id,
                connection_id=row["connection_id"],
                received_at=row["received_at"],
                ts=row["ts"],
                late=True,  # whatever it says, it is not news any more
                contents=await self._decoder.read(payload, patience=PATIENCE_S),
                limits=device.limits,
                receptions=orjson.loads(row["receptions"]),
                waited=Waited(id=row["id"], bodies=row["bodies"]),
            )
        )

    async def _take_again(self) -> int:
        """Take messages again that were rejected; what is stored twice is a copy."""
        async with self._pool.acquire() as db:
            rows = await db.fetch(statements.TAKE_AGAIN, AT_ONCE)
        return await _each(rows, self._take)

    async def _take(self, row: asyncpg.Record) -> int:
        delivery = Delivery(
            connection_id=row["connection_id"],
            kind=row["kind"],
            event=row["event"],
            body=row["body"],
            received_at=row["received_at"],
            late=True,
        )
        try:
            await self._pipeline.take(delivery)
        except Exception as error:
            if is_away(error) or isinstance(error, Overloaded):
                raise
            logger.exception("a message could not be stored")
            await self._pipeline.reject(delivery, NOT_STORED)
        async with self._pool.acquire() as db:
            await db.execute(statements.END_MESSAGE, row["id"])
        return 1

    async def _device(self, dev_eui: str, device_id: int) -> DeviceEntry | None:
        devices = await self._registry.devices(dev_eui)
        return next((d for d in devices if d.id == device_id), None)


async def _each(
    rows: Iterable[asyncpg.Record], finish: Callable[[asyncpg.Record], Awaitable[int]]
) -> int:
    """Finish row by row; one that cannot be stored does not hold up the others."""
    done = 0
    for row in rows:
        try:
            done += await finish(row)
        except Exception as error:
            if is_away(error) or isinstance(error, Overloaded):
                raise
            logger.exception("an uplink that waits could not be finished")
    return done


def _uplink(row: asyncpg.Record) -> Uplink:
    radio = orjson.loads(row["radio"])
    return Uplink(
        dev_eui=row["dev_eui"],
        f_cnt=row["f_cnt"],
        f_port=row["f_port"],
        payload=row["payload"],
        sent_at=row["sent_at"],
        receptions=tuple(Reception(**r) for r in orjson.loads(row["receptions"])),
        **{name: radio[name] for name in radio.keys() & _RADIO},
    )
