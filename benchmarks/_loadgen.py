"""The load: network servers that deliver over connections they keep open.

Run by `ingest.py` as a process of its own, so that its CPU is counted apart. Each
connection waits for its answer before it sends the next uplink, as ChirpStack does.
Prints `begin` and `end` around the measured time, then one line of JSON.
"""

import argparse
import asyncio
import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import uvloop

PATIENCE_S = 30.0  # for a server that is just starting
BODY = Path(__file__).with_name("_uplink.json").read_text()
HEAD = (
    "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
    "Content-Type: application/json\r\nUser-Agent: load\r\nContent-Length: {length}\r\n\r\n"
)


class Uplinks:
    """Endless distinct uplinks: devices take turns, each counts its frames.

    `first` is the counter of the first ones; `device` is that of the last uplink.
    """

    def __init__(self, devices: int, *, first: int = 1_000_000) -> None:
        self._devices = devices
        self._first = first
        self._sent = 0
        self._form = " ".join(line.strip() for line in BODY.splitlines())
        self.device = 0

    def next(self) -> str:
        self._sent += 1
        round_, device = divmod(self._sent, self._devices)
        self.device = device + 1
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        values = (self._sent, now, self.device, self._first + round_, now, now)
        return self._form % values


class Requests:
    """Uplinks as requests."""

    def __init__(self, *, path: str, token: str, devices: int) -> None:
        self._uplinks = Uplinks(devices)
        self._length = len(self._uplinks.next())
        self._head = HEAD.format(path=path, token=token, length=self._length)

    def next(self) -> bytes:
        body = self._uplinks.next()
        if len(body) != self._length:
            raise AssertionError("All bodies must have the same length.")
        return (self._head + body).encode()


class Sender(asyncio.Protocol):
    """One connection; `waits` takes (end, duration) in s of every answer of 200."""

    def __init__(
        self,
        requests: Requests,
        waits: list[tuple[float, float]],
        first: asyncio.Event,
    ) -> None:
        self._first = first
        self._requests = requests
        self._waits = waits
        self._answer = b""
        self._begun = 0.0
        self.refused = 0
        self.stopped = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._answer.endswith(b"}"):
            return
        now = time.perf_counter()
        self._first.set()
        if self._answer.startswith(b"HTTP/1.1 200"):
            self._waits.append((now, now - self._begun))
        else:
            self.refused += 1
        self._answer = b""
        if not self.stopped:
            self._send()

    def _send(self) -> None:
        self._begun = time.perf_counter()
        self._transport.write(self._requests.next())


async def run(args: argparse.Namespace) -> dict[str, float]:
    """Send for `warm` seconds unmeasured and `seconds` measured."""
    waits: list[tuple[float, float]] = []
    first = asyncio.Event()
    requests = Requests(path=args.path, token=args.token, devices=args.devices)
    loop = asyncio.get_running_loop()
    senders = [
        (
            await loop.create_connection(
                lambda: Sender(requests, waits, first), "127.0.0.1", args.port
            )
        )[1]
        for _ in range(args.connections)
    ]
    async with asyncio.timeout(PATIENCE_S):
        await first.wait()
    await asyncio.sleep(args.warm)
    begun, cpu = time.perf_counter(), cpu_s()
    say("begin")
    await asyncio.sleep(args.seconds)
    ended, cpu = time.perf_counter(), cpu_s() - cpu
    say("end")
    for sender in senders:
        sender.stopped = True
    await asyncio.sleep(0.5)
    spans = sorted(span for end, span in waits if begun <= end <= ended)
    if not spans:
        raise SystemExit("Nothing was acknowledged.")
    return {
        "acknowledged_per_s": len(spans) / (ended - begun),
        "acknowledged": len(waits),
        "p50_ms": spans[len(spans) // 2] * 1000,
        "p99_ms": spans[len(spans) * 99 // 100] * 1000,
        "max_ms": spans[-1] * 1000,
        "refused": sum(sender.refused for sender in senders),
        "cpu_s": cpu,
        "seconds": ended - begun,
    }


def cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--devices", type=int, required=True)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--warm", type=float, default=3.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    say(json.dumps(uvloop.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
