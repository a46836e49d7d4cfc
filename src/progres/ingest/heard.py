"""Which gateways gave a sign of life: kept in memory and written now and then.

Whatever is heard within FLUSH_S is one row a gateway, so that uplinks pay nothing for
it. What a crash loses the gateway's next uplink tells again.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime

import asyncpg

from progres.ingest import gateway_statements
from progres.ingest.database import AWAY, Pool

FLUSH_S = 5.0
MOST_GATEWAYS = 20_000  # noted at once; a sender may name ever new ones
MOST_UNREGISTERED = 5000  # kept of an instance


# Whose connection told of which gateway, and whether by a status.
Sign = tuple[int, str, bool]


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
            sign = (tenant_id, gateway_id, is_status)
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
                    gateway_statements.NOTE_HEARD,
                    [tenant_id for tenant_id, _, _ in signs],
                    [gateway_id for _, gateway_id, _ in signs],
                    [is_status for _, _, is_status in signs],
                    [*signs.values()],
                    MOST_UNREGISTERED,
                )
        except (*AWAY, asyncpg.PostgresError):
            for (tenant_id, gateway_id, is_status), at in signs.items():
                self.note(tenant_id, [gateway_id], at, is_status=is_status)
