"""Which gateways gave a sign of life: kept in memory and written now and then.

Whatever is heard within FLUSH_S is one row a gateway, so that uplinks pay nothing for
it. What a crash loses the gateway's next uplink tells again; of what gateways count
themselves the reports of FLUSH_S are lost then.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime

import asyncpg
import orjson

from progres.ingest import gateway_statements
from progres.ingest.database import AWAY, Pool
from progres.ingest.writer import columns
from progres.lorawan.uplink import GatewayReport

FLUSH_S = 5.0
MOST_GATEWAYS = 20_000  # noted at once; a sender may name ever new ones
MOST_REPORTS = 20_000
MOST_UNREGISTERED = 5000  # kept of an instance

# Whose connection told of which gateway, and whether by a status.
Sign = tuple[int, str, bool]
# Whose connection told of which gateway; its time and ours; counts and bands as JSON.
Report = tuple[int, str, datetime, datetime, str, str | None]


class Heard:
    """Signs of life that wait to be written."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._signs: dict[Sign, datetime] = {}
        self._reports: list[Report] = []

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

    def count(
        self,
        tenant_id: int,
        gateway_id: str,
        report: GatewayReport,
        *,
        reported_at: datetime,
        received_at: datetime,
    ) -> None:
        """Note what a gateway counted, and when by its own clock."""
        counts = {
            "received": report.received,
            "received_ok": report.received_ok,
            **{result.value: n for result, n in report.transmissions.items()},
        }
        bands = [
            [band.lowest_hz, band.highest_hz, band.used, band.allowed]
            for band in report.bands
        ]
        if len(self._reports) < MOST_REPORTS:
            self._reports.append(
                (
                    *(tenant_id, gateway_id, reported_at, received_at),
                    orjson.dumps({k: n for k, n in counts.items() if n}).decode(),
                    orjson.dumps(bands).decode() if bands else None,
                )
            )

    async def run(self) -> None:
        """Write every FLUSH_S until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_S)
            await self.flush()

    async def flush(self) -> None:
        """Write what waits; it waits on where the database is away."""
        await self._flush_reports()
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

    async def _flush_reports(self) -> None:
        reports, self._reports = self._reports, []
        if not reports:
            return
        try:
            async with self._pool.acquire() as db:
                await db.execute(gateway_statements.COUNT_REPORTS, *columns(reports, 6))
        except (*AWAY, asyncpg.PostgresError):
            self._reports = [*reports, *self._reports][:MOST_REPORTS]
