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
MOST_LAYOUTS = 64  # shapes per device type; more are the whim of a codec
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
        self._of_type: dict[int, set[tuple[str, ...]]] = {}

    async def load(self) -> None:
        """Read the shapes that are known already."""
        async with self._pool.acquire() as db:
            rows = await db.fetch(statements.LAYOUTS)
        self._ids = {tuple(row["keys"]): row["layout_id"] for row in rows}

    async def id_of(self, keys: tuple[str, ...]) -> int:
        """Return the id of a shape, making it if need be."""
        if keys not in self._ids:
            async with self._pool.acquire() as db:
                await db.execute(statements.ADD_LAYOUT, list(keys))
                self._ids[keys] = await db.fetchval(statements.LAYOUT, list(keys))
        return self._ids[keys]

    def has_room(self, type_id: int, keys: tuple[str, ...]) -> bool:
        """Say whether a device type may use this shape, and count it."""
        if sum(len(key.encode()) + 8 for key in keys) > LONGEST_LAYOUT:
            return False
        shapes = self._of_type.setdefault(type_id, set())
        if keys not in shapes and len(shapes) >= MOST_LAYOUTS:
            return False
        shapes.add(keys)
        return True


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
        keys = tuple(sorted(numbers))
        if not self._layouts.has_room(codec.key[0], keys):
            keys = ()
        extra = {key: value for key, value in values.items() if key not in keys}
        return Contents(
            state=UplinkState.DECODED,
            values=values,
            layout_id=await self._layouts.id_of(keys),
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
