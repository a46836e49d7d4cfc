"""From payload bytes to a row of numbers: decoding, and the shapes of its results."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import orjson

from progres.codecs.outcome import OTHER_PROBLEMS
from progres.codecs.pool import CodecPool, DecodeJob, NotDecodedNow
from progres.codecs.values import Value, flatten
from progres.ingest import statements
from progres.ingest.database import AWAY, Pool
from progres.ingest.registry import Codec
from progres.ingest.writes import Contents
from progres.readings.rules import UplinkState

PATIENCE = 0.1  # seconds that an answer waits for a codec; afterwards it decodes later
MOST_LAYOUTS = 64  # shapes that a device type makes; more are the whim of a codec
LONGEST_LAYOUT = 2000  # bytes of its keys; an index takes 2,704

UNDECODED = Contents(state=UplinkState.UNDECODED)


@dataclass(frozen=True, kw_only=True)
class Payload:
    """What is to be decoded."""

    codec: Codec
    f_port: int | None
    payload: bytes
    ts: datetime
    encrypted: bool = False


class Layouts:
    """Ids of the shapes of results; a new shape is committed before it is used."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._ids: dict[tuple[str, ...], int] = {}
        self._full: set[int] = set()  # device types that have made all they may

    async def load(self) -> None:
        """Read the shapes that are known already."""
        async with self._pool.acquire() as db:
            rows = await db.fetch(statements.LAYOUTS)
        self._ids = {tuple(row["keys"]): row["layout_id"] for row in rows}

    async def find(
        self, type_id: int, keys: tuple[str, ...]
    ) -> tuple[int, tuple[str, ...]]:
        """Return the id of a shape and its keys, making it if need be.

        The empty shape stands in for one that an index cannot take and for a new one of
        a device type that has made all it may.
        """
        if (known := self._ids.get(keys)) is not None:
            return known, keys
        too_long = sum(len(key.encode()) + 8 for key in keys) > LONGEST_LAYOUT
        if keys and (too_long or type_id in self._full):
            return await self.find(type_id, ())
        made = await self._make(type_id, keys)
        if made is None:
            self._full.add(type_id)
            return await self.find(type_id, ())
        self._ids[keys] = made
        return made, keys

    async def _make(self, type_id: int, keys: tuple[str, ...]) -> int | None:
        async with self._pool.acquire() as db:
            await db.execute(statements.ADD_LAYOUT, list(keys), type_id, MOST_LAYOUTS)
            made: int | None = await db.fetchval(statements.LAYOUT, list(keys))
        return made


class Decoder:
    """Codecs and shapes together."""

    def __init__(self, codecs: CodecPool, layouts: Layouts) -> None:
        self._codecs = codecs
        self._layouts = layouts

    async def read(self, payload: Payload, *, patience: float = PATIENCE) -> Contents:
        """Decode a payload; whatever the codec does, contents come back.

        They are UNDECODED if the codec has not answered after `patience` seconds, and
        if the database is away.
        """
        if not payload.payload:
            return Contents(state=UplinkState.EMPTY)
        if payload.encrypted:
            return _failed("encrypted", OTHER_PROBLEMS["encrypted"])
        if not payload.codec.source.strip():
            return _failed("no_codec", OTHER_PROBLEMS["no_codec"])
        try:
            async with asyncio.timeout(patience):
                decoded = await self._codecs.decode(_job(payload))
        except (TimeoutError, NotDecodedNow):
            return UNDECODED
        if decoded.problem is not None:
            return _failed(decoded.problem.code, decoded.problem.sentence)
        flat = flatten(decoded.data)
        warnings = " ".join((*decoded.warnings, *map(str, flat.warnings)))
        try:
            return await self._contents(payload.codec, _storable(flat.values), warnings)
        except (*AWAY, asyncpg.PostgresError):
            return UNDECODED

    async def _contents(
        self, codec: Codec, values: Mapping[str, Value], warnings: str
    ) -> Contents:
        numbers = {
            key: float(value)
            for key, value in values.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        type_id, _ = codec.key
        layout_id, keys = await self._layouts.find(type_id, tuple(sorted(numbers)))
        extra = {key: value for key, value in values.items() if key not in keys}
        return Contents(
            state=UplinkState.DECODED,
            values=values,
            layout_id=layout_id,
            numbers="{" + ",".join(repr(numbers[key]) for key in keys) + "}",
            extra=orjson.dumps(extra).decode() if extra else None,
            message=warnings[:1000].replace("\x00", "�") or None,
        )


def _storable(values: Mapping[str, Value]) -> dict[str, Value]:
    """Leave out what the codec did not have; integers beyond 64 bits become floats."""
    return {
        key: float(value)
        if isinstance(value, int) and not -(2**63) <= value < 2**63
        else value
        for key, value in values.items()
        if value is not None
    }


def _job(payload: Payload) -> DecodeJob:
    return DecodeJob(
        key=payload.codec.key,
        source=payload.codec.source,
        payload=payload.payload,
        f_port=payload.f_port or 0,
        received_at=payload.ts.isoformat().replace("+00:00", "Z"),
    )


def _failed(problem: str, message: str) -> Contents:
    return Contents(
        state=UplinkState.FAILED,
        problem=problem,
        message=message[:1000].replace("\x00", "�"),
    )
