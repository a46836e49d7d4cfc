"""Broker and platform are killed while messages flow: none is lost, none is there twice."""

import asyncio
import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache, partial

import psycopg

from progres.ops.postgres import urls_of
from tests.faults.test_kill import duplicates, stored_frames
from tests.ingest.broker import Mosquitto, mosquitto
from tests.installation import Installation, installation
from tests.ops.running import until

DEV_EUI = "70b3d57ed1000001"
CODEC = "function decodeUplink(i) { return {data: {n: i.bytes[0]}}; }"
PUBACK = 0x40


def test_broker_and_platform_may_be_killed_at_any_time() -> None:
    with (
        installation(PROGRES_INTERNAL_HOSTS="localhost") as here,
        mosquitto() as broker,
        deaf_to_answers(broker.port) as way,
    ):
        here.start()
        subscribe(here, way.port)

        # The platform dies between storing and acknowledging: all of it comes again.
        broker.publish([uplink(number) for number in range(1, 11)])
        until(lambda: deliveries(here) == 10)
        here.kill()
        way.hears_answers = True
        broker.publish([uplink(number) for number in range(11, 21)])
        here.start()
        until(lambda: deliveries(here) == 30)
        assert len(stored_frames(here, "uplink")) == 20

        # It is killed under load, and then the broker is.
        sender = Sender(broker)
        with sender.sending():
            until(lambda: deliveries(here) > 60)
            here.kill()
            here.start()
            until(lambda: deliveries(here) > 120)
            broker.kill()
            until(lambda: sender.rounds > 0)
            broker.start()
            until(lambda: sender.confirmed > 60)
        wanted = {(DEV_EUI, number) for number in range(1, sender.most + 1)}
        until(lambda: wanted <= stored_frames(here, "uplink"))
        until(lambda: stored_frames(here, "reading") == stored_frames(here, "uplink"))
        assert not duplicates(here)


class Sender:
    """Publishes uplinks until it ends, and all of them again after the broker was away.

    A broker that is killed loses what it confirmed in its last second.
    """

    def __init__(self, broker: Mosquitto) -> None:
        self._broker = broker
        self._ending = False
        self.confirmed = self.most = self.rounds = 0

    @contextmanager
    def sending(self) -> Iterator[None]:
        thread = threading.Thread(target=self._send)
        thread.start()
        try:
            yield
        finally:
            self._ending = True
            thread.join(60)
            assert not thread.is_alive()

    def _send(self) -> None:
        while not self._ending or self.confirmed < self.most:
            batch = range(self.confirmed + 1, self.confirmed + 21)
            self.most = max(self.most, batch[-1])
            try:
                sent = [uplink(number) for number in batch]
                self._broker.publish(sent, patience_s=5)
            except OSError:
                self.confirmed = 0
                self.rounds += 1
            else:
                self.confirmed = batch[-1]


class Way:
    """A way to a broker on which answers to messages are lost, until it `hears` them."""

    def __init__(self, broker_port: int) -> None:
        self._broker_port = broker_port
        self.hears_answers = False
        self.port = 0
        self._writers: list[asyncio.StreamWriter] = []
        self.ready = threading.Event()
        self.end: Callable[[], object] = lambda: None

    async def serve(self) -> None:
        """Carry what comes until `end` is called."""
        ended = asyncio.Event()
        self.end = partial(asyncio.get_running_loop().call_soon_threadsafe, ended.set)
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await ended.wait()
        server.close()
        for writer in self._writers:
            writer.close()
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=5)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            there = await asyncio.open_connection("127.0.0.1", self._broker_port)
        except OSError:
            writer.close()  # the broker is away
            return
        self._writers += [writer, there[1]]
        back = asyncio.create_task(_copy(there[0], writer))
        try:
            while head := await reader.read(2):
                rest = await reader.readexactly(head[1])  # what we say is short
                if head[0] != PUBACK or self.hears_answers:
                    there[1].write(head + rest)
        except (OSError, EOFError):
            pass  # it ends for the other side, too
        finally:
            there[1].close()
            await back


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
    writer.close()


@contextmanager
def deaf_to_answers(broker_port: int) -> Iterator[Way]:
    way = Way(broker_port)
    thread = threading.Thread(target=lambda: asyncio.run(way.serve()))
    thread.start()
    assert way.ready.wait(20)
    try:
        yield way
    finally:
        way.end()
        thread.join(20)


def subscribe(here: Installation, port: int) -> None:
    """Make a device, and a connection to a broker on this machine; wait until it stands."""
    key = here.make_operator()
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
    instance = here.api("POST", "/tenants", key, {"name": "Nord", "short_name": "n"})
    device = {"dev_eui": DEV_EUI, "name": "Zähler 1", "device_type": kind["id"]}
    here.api("POST", "/devices", key, {"tenant": instance["id"], **device})
    made = here.api(
        "POST",
        "/connections",
        key,
        {
            "tenant": instance["id"],
            "kind": "chirpstack",
            "name": "Broker",
            "mqtt": {"broker": f"mqtt://localhost:{port}", "gateways": False},
        },
    )
    path = f"/connections/{made['id']}"
    until(lambda: (here.api("GET", path, key)["link"] or {}).get("is_connected", False))


def deliveries(here: Installation) -> int:
    with psycopg.connect(urls_of(here.data_dir).owner) as db:
        (count,) = db.execute("select count(*) from delivery").fetchone() or (0,)
    return int(count)


@cache
def uplink(number: int) -> tuple[str, bytes]:
    """Return an uplink, each time the same."""
    body = {
        "deduplicationId": f"{DEV_EUI}-{number}",
        "time": datetime.now(UTC).isoformat(),
        "deviceInfo": {"devEui": DEV_EUI},
        "devAddr": "00189440",
        "fCnt": number,
        "fPort": 1,
        "data": base64.b64encode(bytes([number % 256])).decode(),
        "rxInfo": [{"gatewayId": "0016c001ff10abcd", "rssi": -80, "snr": 5}],
    }
    return f"application/7/device/{DEV_EUI}/event/up", json.dumps(body).encode()
