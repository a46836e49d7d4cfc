"""Group commit: whoever waits goes to disk together, and is told afterwards."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import asyncpg
import orjson

from progres.connections.rules import LAST_MESSAGES, Outcome
from progres.ingest import statements
from progres.ingest.database import AWAY, Db, Pool, is_away
from progres.ingest.errors import Overloaded
from progres.ingest.group import Group, Row, Touching, unheard
from progres.ingest.state import State
from progres.ingest.unassigned import unassigned_rows
from progres.ingest.writes import (
    StoreBattery,
    StoreContents,
    StoreMessage,
    StoreUnassigned,
    StoreUplink,
    Write,
    without_values,
)

logger = logging.getLogger(__name__)

MOST_WAITING = 2000
MOST_AT_ONCE = 500
CUT_EVERY = 20  # messages of a connection
TRIES = 3  # of a group that the database gave up for another one's sake


class Writer:
    """Writes in the order of arrival, one group at a time; no timer, no batch size.

    While one group is written the next one gathers. Nothing is confirmed before it is
    committed; a write that the database refuses fails alone.
    """

    def __init__(self, pool: Pool, days: Callable[[], frozenset[date]]) -> None:
        """`days` tells for which days there are partitions of readings."""
        self._pool = pool
        self._days = days
        self._waiting: asyncio.Queue[tuple[Write, asyncio.Future[str]]] = asyncio.Queue(
            MOST_WAITING
        )
        self._messages: dict[tuple[int, bool], int] = {}

    async def store(self, write: Write) -> str:
        """Return what became of a write once it is committed.

        Raises Overloaded if too many wait or the database is away, and
        asyncpg.PostgresError if it refuses this write.
        """
        stored: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((write, stored))
        except asyncio.QueueFull:
            raise Overloaded("Too many uplinks wait; come again.") from None
        return await stored

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            group = [await self._waiting.get()]
            while not self._waiting.empty() and len(group) < MOST_AT_ONCE:
                group.append(self._waiting.get_nowait())
            try:
                await self._settle_group(group)
            except asyncio.CancelledError:
                for _, stored in group:
                    _fail(stored, Overloaded("The server stops; come again."))
                raise

    async def drain(self) -> None:
        """Write what waits, for the end; `run` must have been cancelled."""
        while not self._waiting.empty():
            await self._settle_group([self._waiting.get_nowait()])

    async def _settle_group(
        self, group: list[tuple[Write, asyncio.Future[str]]]
    ) -> None:
        try:
            outcomes = await self._store_at_last([write for write, _ in group])
        except Exception as error:  # noqa: BLE001 the next group must be written anyway
            await self._settle_refused(group, error)
            return
        for (_, stored), outcome in zip(group, outcomes, strict=True):
            if not stored.done():
                stored.set_result(outcome)

    async def _settle_refused(
        self, group: list[tuple[Write, asyncio.Future[str]]], error: Exception
    ) -> None:
        if is_away(error):
            logger.warning("a group was not stored: %s", type(error).__name__)
            for _, stored in group:
                _fail(stored, Overloaded("The database is away; come again."))
        elif len(group) > 1:
            for one in group:  # one bad write must not fail its neighbours
                await self._settle_group([one])
        elif await self._made_room(group[0][0], error):
            await self._settle_group(group)
        elif (without := without_values(group[0][0])) is not None:
            await self._settle_group([(without, group[0][1])])
        else:
            logger.error("a write was refused: %s", type(error).__name__)
            _fail(group[0][1], error)

    async def _made_room(self, write: Write, error: Exception) -> bool:
        """Make the day of an uplink if there is none; say whether there was none.

        So it is when our clock has leapt, and for an uplink that waited for its device
        until others of its day were dropped.
        """
        if not isinstance(error, asyncpg.CheckViolationError):
            return False
        if not isinstance(write, StoreUplink):
            return False
        day = write.received_at.date()
        try:
            async with self._pool.acquire() as db:
                return bool(await db.fetchval(statements.MAKE_PARTITIONS, day, day))
        except (*AWAY, asyncpg.PostgresError):
            return False

    async def _store_at_last(self, writes: Sequence[Write]) -> list[str]:
        """Store a group, again if others waited for it as it did for them."""
        for _ in range(TRIES - 1):
            try:
                return await self._store_group(writes)
            except asyncpg.exceptions.TransactionRollbackError as error:
                logger.warning("a group is tried again: %s", type(error).__name__)
        return await self._store_group(writes)

    async def _store_group(self, writes: Sequence[Write]) -> list[str]:
        touching = [
            w
            for w in writes
            if isinstance(w, StoreUplink | StoreContents | StoreBattery)
        ]
        messages = [w for w in writes if isinstance(w, StoreMessage)]
        unassigned = [w for w in writes if isinstance(w, StoreUnassigned)]
        async with self._pool.acquire() as db, db.transaction():
            if touching:
                outcomes = iter(await self._store_touching(db, touching))
            else:
                outcomes = iter(())
            if messages:
                await self._store_messages(db, messages)
            for rows in unassigned_rows(unassigned):
                await db.execute(statements.ADD_UNASSIGNED, *columns(rows, 15))
        return [_outcome(write, outcomes) for write in writes]

    async def _store_touching(self, db: Db, writes: Sequence[Touching]) -> list[str]:
        group = Group(await _lock_states(db, writes), self._days())
        outcomes = [group.add(write) for write in writes]
        await db.execute(
            statements.STORE_GROUP,
            *columns(group.uplink_rows(), 16),
            *columns(group.readings, 8),
            *columns(group.state_rows(), 13),
            *columns(group.deliveries, 5),
            group.told(),
        )
        if group.late_readings:
            await db.execute(statements.STORE_LATE, *columns(group.late_readings, 8))
        if group.feed:
            await db.execute(statements.FEED_ALARMS, *columns(group.feed, 5))
        if group.waited:
            await db.execute(statements.MOVE_UNASSIGNED, *columns(group.waited, 4))
        for row in group.decoded:
            await db.execute(statements.SET_DECODED, *row)
        for key, receptions in group.copies:
            await _add_receptions(db, key, receptions)
        return outcomes

    async def _store_messages(self, db: Db, messages: Sequence[StoreMessage]) -> None:
        rows: list[Row] = [
            (
                m.tenant_id,
                m.connection_id,
                m.received_at,
                m.event[:30],
                m.dev_eui,
                m.outcome,
                m.note[:500],
                m.facts,
                m.body,
            )
            for m in messages
        ]
        await db.execute(statements.ADD_MESSAGES, *columns(rows, 9))
        kinds = {(m.connection_id, m.outcome == Outcome.REJECTED) for m in messages}
        for connection_id, rejected in sorted(kinds):
            count = self._messages.get((connection_id, rejected), CUT_EVERY) + 1
            if count >= CUT_EVERY:
                await db.execute(
                    statements.CUT_MESSAGES, connection_id, LAST_MESSAGES, rejected
                )
                count = 0
            self._messages[(connection_id, rejected)] = count


def columns(rows: Sequence[Row], width: int) -> list[list[object]]:
    """Turn rows into one list per column, `width` empty lists where there are none."""
    if not rows:
        return [[] for _ in range(width)]
    return [list(column) for column in zip(*rows, strict=True)]


async def _lock_states(db: Db, writes: Sequence[Touching]) -> dict[int, State]:
    tenants = {write.device_id: write.tenant_id for write in writes}
    wanted = [list(tenants.values()), list(tenants)]
    rows = await db.fetch(statements.LOCK_STATES, *wanted)
    if len(rows) < len(tenants):
        known = {row["device_id"] for row in rows}
        missing = [device_id for device_id in tenants if device_id not in known]
        await db.execute(
            statements.ADD_STATES,
            [tenants[device_id] for device_id in missing],
            missing,
        )
        rows = await db.fetch(statements.LOCK_STATES, *wanted)
    return {row["device_id"]: _state(row) for row in rows}


def _state(row: asyncpg.Record) -> State:
    return State(
        tenant_id=row["tenant_id"],
        device_id=row["device_id"],
        ts=row["ts"],
        last_seen_at=row["last_seen_at"],
        f_cnt=row["f_cnt"],
        values=orjson.loads(row["values"]),
        rssi_dbm=row["rssi_dbm"],
        snr_db=row["snr_db"],
        gateway_id=row["gateway_id"],
        battery_percent=row["battery_percent"],
        battery_at=row["battery_at"],
        frames=row["frames"],
        watched=row["watched"],
    )


async def _add_receptions(
    db: Db, key: Row, receptions: list[dict[str, object]]
) -> None:
    stored = await db.fetchval(statements.RECEPTIONS, *key)
    if stored is None:
        return
    known = orjson.loads(stored)
    if more := unheard(known, receptions):
        await db.execute(
            statements.SET_RECEPTIONS, *key, orjson.dumps([*known, *more]).decode()
        )


def _outcome(write: Write, outcomes: Iterator[str]) -> str:
    match write:
        case StoreMessage():
            return write.outcome
        case StoreUnassigned():
            return Outcome.UNASSIGNED
        case _:
            return next(outcomes)


def _fail(stored: asyncio.Future[str], error: Exception) -> None:
    if not stored.done():
        stored.set_exception(error)
