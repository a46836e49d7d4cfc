"""Whatever is killed or stopped: what was acknowledged is there, and nothing else."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx2
import psycopg
import pytest

from progres.ops.postgres import urls_of
from tests.installation import Installation, installation
from tests.ops.running import until

SENDERS = 24
DEVICES = 30
STOP_LIMIT_S = 10.0
CODEC = "function decodeUplink(i) { return {data: {n: i.bytes[0]}}; }"
Frame = tuple[str, int]  # DevEUI and counter


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Installation, str, str]]:
    """A running installation with devices: itself, the front door's path, the secret."""
    with installation() as here:
        here.start()
        key = here.make_operator()
        instance = here.api(
            "POST", "/tenants", key, {"name": "Nord", "short_name": "n"}
        )
        kind = here.api(
            "POST",
            "/device-types",
            key,
            {
                "manufacturer": "Muster",
                "model": "Zähler",
                "codec": {"language": "javascript", "source": CODEC},
                "values": [],
                "expected_interval_s": 900,
            },
        )
        for number in range(DEVICES):
            here.api(
                "POST",
                "/devices",
                key,
                {
                    "tenant": instance["id"],
                    "dev_eui": _dev_eui(number),
                    "name": f"Gerät {number}",
                    "device_type": kind["id"],
                },
            )
        door = here.api(
            "POST",
            "/connections",
            key,
            {"tenant": instance["id"], "kind": "chirpstack", "name": "ChirpStack"},
        )
        yield here, f"/ingest/chirpstack/{door['id']}?event=up", door["token"]


def test_what_was_acknowledged_survives_killing_and_stopping_under_load(
    place: tuple[Installation, str, str],
) -> None:
    here, path, token = place
    load = Load(here.url + path, token)

    def kill_the_database() -> None:
        here.kill_postgres()

    def kill_everything() -> None:
        here.kill()
        here.start()

    def stop_in_order() -> None:
        assert here.stop() < STOP_LIMIT_S
        here.start()

    asyncio.run(load.around(kill_the_database, after=600))
    asyncio.run(load.around(kill_everything, after=600))
    asyncio.run(load.around(stop_in_order, after=300))
    asyncio.run(load.around(lambda: None, after=200))

    stored = stored_frames(here, "uplink")
    assert len(load.acknowledged) >= 1400
    assert load.acknowledged - stored == set(), "acknowledged and not stored"
    assert stored - load.acknowledged == set(), "stored and never acknowledged"
    until(lambda: stored_frames(here, "reading") == stored)
    assert not duplicates(here)


def test_the_database_writes_as_if_power_could_fail_at_any_time(
    place: tuple[Installation, str, str],
) -> None:
    here, _, _ = place
    with psycopg.connect(urls_of(here.data_dir).ingest) as db:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert db.execute(f"show {name}").fetchone() == ("on",)


class Load:
    """Senders that deliver each frame until it is acknowledged, one after the other.

    What a fault left open (stored, and the answer lost) is thereby delivered again, so
    that in the end exactly the acknowledged frames must be there, each of them once.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._next = 0
        self._progress = asyncio.Event()
        self._ending = False
        self.acknowledged: set[Frame] = set()

    async def around(self, fault: Callable[[], None], *, after: int) -> None:
        """Send until `after` frames are acknowledged, do the harm, and as many again."""
        async with self._sending() as count:
            await self._reach(count + after)
            await asyncio.to_thread(fault)
            await self._reach(len(self.acknowledged) + after)

    @asynccontextmanager
    async def _sending(self) -> AsyncIterator[int]:
        self._progress = asyncio.Event()
        self._ending = False
        async with httpx2.AsyncClient(headers=self._headers, timeout=20) as client:
            senders = [asyncio.create_task(self._send(client)) for _ in range(SENDERS)]
            try:
                yield len(self.acknowledged)
            finally:
                self._ending = True
                async with asyncio.timeout(30):
                    await asyncio.gather(*senders)

    async def _reach(self, count: int) -> None:
        async with asyncio.timeout(90):
            while len(self.acknowledged) < count:
                self._progress.clear()
                await self._progress.wait()

    async def _send(self, client: httpx2.AsyncClient) -> None:
        while not self._ending:
            self._next += 1
            frame = (_dev_eui(self._next % DEVICES), self._next)
            body = _body(*frame)
            while not await self._is_acknowledged(client, body):
                pass
            self.acknowledged.add(frame)
            self._progress.set()

    async def _is_acknowledged(
        self, client: httpx2.AsyncClient, body: dict[str, object]
    ) -> bool:
        try:
            answer = await client.post(self._url, json=body)
        except httpx2.TransportError:
            answer = None
        if answer is not None and answer.status_code == 200:
            return True
        assert answer is None or answer.status_code == 503
        await asyncio.sleep(0.05)  # the installation is down for the moment
        return False


def stored_frames(here: Installation, table: str) -> set[Frame]:
    """Frames on disk as uplinks, or as readings."""
    with psycopg.connect(urls_of(here.data_dir).owner) as db:
        query = f"select dev_eui, f_cnt from {table} t"  # noqa: S608 one of two
        query += " join device d on d.id = device_id"
        return set(db.execute(query.encode()))


def duplicates(here: Installation) -> int:
    with psycopg.connect(urls_of(here.data_dir).owner) as db:
        row = db.execute(
            "select count(*) from (select 1 from reading"
            " group by device_id, f_cnt having count(*) > 1) twice"
        ).fetchone()
    assert row is not None
    count: int = row[0]
    return count


def _dev_eui(number: int) -> str:
    return f"70b3d57ed1{number:06x}"


def _body(dev_eui: str, f_cnt: int) -> dict[str, object]:
    return {
        "deduplicationId": f"{dev_eui}-{f_cnt}",
        "time": datetime.now(UTC).isoformat(),
        "deviceInfo": {"devEui": dev_eui},
        "devAddr": "00189440",
        "fCnt": f_cnt,
        "fPort": 1,
        "data": base64.b64encode(bytes([f_cnt % 256])).decode(),
        "rxInfo": [{"gatewayId": "0016c001ff10abcd", "rssi": -80, "snr": 5}],
    }
