"""Measure how many uplinks a second go through the codec workers.

Run: python benchmarks/codecs.py [workers]. The load comes from the same process, as it
does in ingest: `clients` coroutines that each wait for their uplink before the next.
"""

import asyncio
import resource
import sys
import time
from collections.abc import Sequence
from typing import Final

from progres.codecs.pool import CodecPool, DecodeJob, NotDecodedNow
from progres.codecs.values import flatten

SECONDS: Final = 4.0

SIMPLE: Final = """
function decodeUplink(input) {
    var b = input.bytes;
    return {data: {
        temperature: ((b[0] << 8) | b[1]) / 100,
        humidity: b[2] / 2,
        battery: b[3] / 10,
    }};
}
"""
CHANNELS: Final = """
function readInt16(bytes, at) {
    var value = bytes[at] | (bytes[at + 1] << 8);
    return value > 0x7fff ? value - 0x10000 : value;
}
function decodeUplink(input) {
    var data = {}, bytes = input.bytes;
    for (var i = 0; i + 3 < bytes.length; i += 4) {
        var channel = bytes[i], type = bytes[i + 1];
        if (type === 0x67) data["temperature_" + channel] = readInt16(bytes, i + 2) / 10;
        else if (type === 0x68) data["humidity_" + channel] = bytes[i + 2] / 2;
        else data["raw_" + channel] = [bytes[i + 2], bytes[i + 3]];
    }
    return {data: data, warnings: []};
}
"""
PATCHING: Final = """
Array.prototype.u16 = function (at) { return (this[at] << 8) | this[at + 1]; };
function decodeUplink(input) { return {data: {level: input.bytes.u16(0)}}; }
"""
LOOPING: Final = "function decodeUplink() { while (true); }"


def job(name: str, source: str, number: int) -> DecodeJob:
    payload = bytes([number >> 8 & 255, number & 255, 0x67, 33] * 4)
    return DecodeJob(
        key=name,
        source=source,
        payload=payload,
        f_port=2,
        received_at="2026-03-01T12:00:00Z",
    )


async def measure(
    title: str, codecs: Sequence[str], *, clients: int, workers: int
) -> None:
    pool = CodecPool(workers=workers)
    await pool.start()
    waits: list[float] = []
    until = time.perf_counter() + SECONDS

    async def client(number: int) -> None:
        source = codecs[number % len(codecs)]
        while time.perf_counter() < until:
            begun = time.perf_counter()
            number += 1
            try:
                decoded = await pool.decode(job(source, source, number))
            except NotDecodedNow:
                await asyncio.sleep(0.1)
                continue
            flatten(decoded.data)
            if source != LOOPING:
                waits.append(time.perf_counter() - begun)

    used = _cpu(resource.RUSAGE_SELF)
    children = _cpu(resource.RUSAGE_CHILDREN)
    await asyncio.gather(*(client(number) for number in range(clients)))
    parent_us = (_cpu(resource.RUSAGE_SELF) - used) / len(waits) * 1e6
    await pool.stop()
    worker_us = (_cpu(resource.RUSAGE_CHILDREN) - children) / len(waits) * 1e6
    waits.sort()
    print(
        f"{title:34} {workers} workers {clients:4} clients"
        f" {len(waits) / SECONDS:9,.0f}/s   p50 {waits[len(waits) // 2] * 1e3:6.1f} ms"
        f"   p99 {waits[int(len(waits) * 0.99)] * 1e3:6.1f} ms"
        f"   CPU parent {parent_us:4.0f} µs, worker {worker_us:4.0f} µs"
    )


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


async def main(workers: int) -> None:
    mixed = [
        f"// {number}\n{source}" for number in range(4) for source in (SIMPLE, CHANNELS)
    ]
    await measure("simple codec", [SIMPLE], clients=200, workers=workers)
    await measure("simple codec", [SIMPLE], clients=8, workers=workers)
    await measure("eight codecs", mixed, clients=200, workers=workers)
    await measure(
        "eight codecs and one that loops",
        [*mixed, LOOPING],
        clients=200,
        workers=workers,
    )
    await measure(
        "fresh context for each uplink", [PATCHING], clients=200, workers=workers
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
