"""What the front door knows of connections and devices, as new as each request.

Nothing is pushed here and nothing expires: before a request is judged, one small read
asks whether anything has changed. All requests that wait share it, so that it costs a
round trip per group, and a change is in force as soon as its author was told so.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import asyncpg

from progres.alarms.rules import Limit
from progres.ingest import statements
from progres.ingest.database import Db, Pool
from progres.ingest.errors import Overloaded

logger = logging.getLogger(__name__)

MOST_DEVICES = 200_000  # remembered, about 0.5 kB each


@dataclass(frozen=True, slots=True)
class ConnectionEntry:
    """A connection with the hash of its secret."""

    id: int
    tenant_id: int
    kind: str
    token_hash: bytes
    paused: bool


@dataclass(frozen=True, slots=True)
class Codec:
    """A device type's codec; `key` is the type's id and SHA-256 of the source."""

    key: tuple[int, bytes]
    source: str


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """A device with the instances above it, its codec, and the limits of its rules."""

    id: int
    tenant_id: int
    lineage: tuple[int, ...]
    codec: Codec
    limits: tuple[Limit, ...]


class Registry:
    """Connections all at once, devices as they are asked for."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.version: tuple[int, ...] | None = None
        self._waiting: list[tuple[asyncio.Future[None], str | None]] = []
        self._asked = asyncio.Event()
        self._devices: dict[str, tuple[DeviceEntry, ...]] = {}
        self._codecs: dict[int, Codec] = {}
        self.connections: dict[int, ConnectionEntry] = {}
        self.days: frozenset[date] = frozenset()

    async def refresh(self) -> None:
        """Return once what is known is as new as this call. Raises Overloaded."""
        await self._ask(None)

    async def devices(self, dev_eui: str) -> tuple[DeviceEntry, ...]:
        """Devices of all instances that bear a DevEUI. Raises Overloaded."""
        if dev_eui not in self._devices:
            await self._ask(dev_eui)
        return self._devices.get(dev_eui, ())

    async def run(self) -> None:
        """Answer those who wait, in groups, until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            waiting, self._waiting = self._waiting, []
            try:
                await self._read({dev_eui for _, dev_eui in waiting if dev_eui})
            except Exception as error:  # noqa: BLE001 the next ones must be answered too
                logger.warning("the registry was not read: %s", type(error).__name__)
                _settle(waiting, Overloaded("The database is away; come again."))
            else:
                _settle(waiting, None)

    async def _ask(self, dev_eui: str | None) -> None:
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((answer, dev_eui))
        self._asked.set()
        await answer

    async def _read(self, dev_euis: set[str]) -> None:
        async with self._pool.acquire() as db:
            (row,) = await db.fetch(statements.REGISTRY_VERSION)
            version = tuple(row)
            if version != self.version or len(self._devices) > MOST_DEVICES:
                await self._read_connections(db)
                self._devices.clear()
                self._codecs.clear()
                self.version = version
            if missing := sorted(dev_euis - self._devices.keys()):
                await self._read_devices(db, missing)

    async def _read_connections(self, db: Db) -> None:
        self.connections = {
            row[0]: ConnectionEntry(*row)
            for row in await db.fetch(statements.CONNECTIONS)
        }
        days = await db.fetch(statements.PARTITION_DAYS)
        self.days = frozenset(row[0] for row in days)

    async def _read_devices(self, db: Db, dev_euis: list[str]) -> None:
        rows = await db.fetch(statements.DEVICES, dev_euis)
        type_ids = {row["device_type_id"] for row in rows}
        await self._read_codecs(db, type_ids - self._codecs.keys())
        rules = _RulesByPlace(
            await db.fetch(
                statements.RULES, [row["id"] for row in rows], list(type_ids)
            )
        )
        found: dict[str, list[DeviceEntry]] = {dev_eui: [] for dev_eui in dev_euis}
        for row in rows:
            found[row["dev_eui"]].append(
                DeviceEntry(
                    id=row["id"],
                    tenant_id=row["tenant_id"],
                    lineage=tuple(row["lineage"]),
                    codec=self._codecs[row["device_type_id"]],
                    limits=rules.limits_for(row),
                )
            )
        for dev_eui, entries in found.items():
            self._devices[dev_eui] = tuple(entries)

    async def _read_codecs(self, db: Db, type_ids: set[int]) -> None:
        for row in await db.fetch(statements.DEVICE_TYPES, list(type_ids)):
            source = row["codec_source"]
            digest = sha256(source.encode()).digest()
            self._codecs[row["id"]] = Codec((row["id"], digest), source)


class _RulesByPlace:
    """Rules by the device or type they watch and by instance.

    A search through all of them for each device would hold up every request.
    """

    def __init__(self, rules: Iterable[asyncpg.Record]) -> None:
        self._limits: dict[tuple[int | None, int | None, int], list[Limit]] = {}
        for rule in rules:
            place = rule["device_id"], rule["device_type_id"], rule["tenant_id"]
            limit = Limit(
                rule_id=rule["id"],
                key=rule["key"],
                type=rule["type"],
                low=rule["low"],
                high=rule["high"],
                hysteresis=rule["hysteresis"],
                hold=rule["hold"],
                count=rule["count"],
            )
            self._limits.setdefault(place, []).append(limit)

    def limits_for(self, device: asyncpg.Record) -> tuple[Limit, ...]:
        watched = ((device["id"], None), (None, device["device_type_id"]))
        return tuple(
            limit
            for of_device, of_type in watched
            for tenant_id in device["lineage"]
            for limit in self._limits.get((of_device, of_type, tenant_id), ())
        )


def _settle(
    waiting: list[tuple[asyncio.Future[None], str | None]], error: Exception | None
) -> None:
    for answer, _ in waiting:
        if answer.done():
            continue
        if error is None:
            answer.set_result(None)
        else:
            answer.set_exception(error)
