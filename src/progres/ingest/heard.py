"""Which gateways gave a sign of life: kept in memory and written now and then.

Whatever is heard within FLUSH_S is one row a gateway, so that uplinks pay nothing for
it. What a crash loses the gateway's next uplink tells again.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import asyncpg

from progres.ingest import statements
from progres.ingest.database import AWAY, Pool

FLUSH_S = 5.0
MOST_GATEWAYS = 20_000  # noted at once; a sender may name ever new ones


class Sign(NamedTuple):
    """Whose connection told of which gateway, and by a status or an uplink."""

    tenant_id: int
    gateway_id: str
    is_status: bool


class Heard:
    """Signs of life that wait to be written."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._signs: dict[Sign, datetime] = {}

    def note(
        self,
        tenant_id: int,
        gateway_ids: Iterable[str],
        at: datetime,
        *,
        is_status: bool = False,
    ) -> None:
        """Note what a connection of an instance told; the newest time counts."""
        for gateway_id in gateway_ids:
            sign = Sign(tenant_id, gateway_id, is_status)
            known = self._signs.get(sign)
            if known is None:
                if len(self._signs) < MOST_GATEWAYS:
                    self._signs[sign] = at
            elif at > known:
                self._signs[sign] = at

    async def run(self) -> None:
        """Write every FLUSH_S until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_S)
            await self.flush()

    async def flush(self) -> None:
        """Write what waits; it waits on where the database is away."""
        signs, self._signs = self._signs, {}
        if not signs:
            return
        try:
            async with self._pool.acquire() as db:
                await db.execute(
                    statements.NOTE_HEARD,
                    [sign.tenant_id for sign in signs],
                    [sign.gateway_id for sign in signs],
                    [sign.is_status for sign in signs],
                    [*signs.values()],
                )
        except (*AWAY, asyncpg.PostgresError):
            for sign, at in signs.items():
                self.note(
                    sign.tenant_id, [sign.gateway_id], at, is_status=sign.is_status
                )
