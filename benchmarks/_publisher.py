"""The load by MQTT: a network server that publishes at quality 1.

Run by `mqtt.py` as a process of its own, so that its CPU is counted apart. Publishes
`count` uplinks, `rate` a second or as fast as the broker takes them. Prints `begin`
before the first and `end` after the broker's last answer, then one line of JSON.
"""

import argparse
import asyncio
import json
import time
from typing import cast

import uvloop
from _loadgen import Uplinks, cpu_s, say

from progres.mqtt import packets
from progres.mqtt.packets import Cutter, Type

TOPIC = "application/17c82e96-be03-4f38-aef3-f83d48582d97/device/%016x/event/up"
MOST_OPEN = 1000  # published and not yet answered
TICK_S = 0.005


class Publisher(asyncio.Protocol):
    """Publishes until `count` uplinks are answered; `done` is set then."""

    def __init__(self, *, count: int, rate: float, devices: int, first: int) -> None:
        self._count = count
        self._rate = rate
        self._uplinks = Uplinks(devices, first=first)
        self._cutter = Cutter(0)
        self._sent = self._answered = 0
        self._begun = 0.0
        self.accepted = asyncio.Event()
        self.done = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        hello = packets.connect("publisher", username="", password="", clean=True)
        self._transport.write(hello)

    def data_received(self, data: bytes) -> None:
        for packet in self._cutter.cut(data):
            if packet.kind == Type.CONNACK:
                self.accepted.set()
            elif packet.kind == Type.PUBACK:
                self._answered += 1
        if self._answered == self._count:
            self.done.set()
        elif self._begun:
            self.publish()

    async def tick(self) -> None:
        self._begun = time.perf_counter()
        while not self.done.is_set():
            self.publish()
            await asyncio.sleep(TICK_S)

    def publish(self) -> None:
        """Publish what is due by now, as far as the broker keeps up."""
        due = self._count
        if self._rate:
            due = min(due, int((time.perf_counter() - self._begun) * self._rate))
        until = min(due, self._answered + MOST_OPEN)
        out = bytearray()
        while self._sent < until:
            body = self._uplinks.next().encode()
            self._sent += 1
            topic = TOPIC % self._uplinks.device
            out += packets.publish(topic, self._sent % 65_535 + 1, body)
        if out:
            self._transport.write(out)


async def run(args: argparse.Namespace) -> dict[str, float]:
    _, publisher = await asyncio.get_running_loop().create_connection(
        lambda: Publisher(
            count=args.count, rate=args.rate, devices=args.devices, first=args.first
        ),
        "127.0.0.1",
        args.port,
    )
    await publisher.accepted.wait()
    say("begin")
    begun, cpu = time.perf_counter(), cpu_s()
    ticking = asyncio.create_task(publisher.tick())
    await publisher.done.wait()
    await ticking
    say("end")
    return {"seconds": time.perf_counter() - begun, "cpu_s": cpu_s() - cpu}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--devices", type=int, required=True)
    parser.add_argument("--first", type=int, required=True)
    say(json.dumps(uvloop.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
