"""Uplinks and codecs for the tests of the workers."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from progres.codecs.outcome import Decoded
from progres.codecs.pool import CodecPool, DecodeJob

T = TypeVar("T")

NOON = "2026-03-01T12:00:00Z"

CLIMATE = """
function decodeUplink(input) {
    return {data: {temperature: input.bytes[0] / 10, port: input.fPort}};
}
"""
LOOPING = "function decodeUplink() { while (true); }"


def job(source: str = CLIMATE, payload: bytes = b"\xd7", key: str = "") -> DecodeJob:
    return DecodeJob(
        key=key or source, source=source, payload=payload, f_port=2, received_at=NOON
    )


def with_pool(
    act: Callable[[CodecPool], Awaitable[T]],
    *,
    workers: int = 1,
    most_waiting: int = 2000,
) -> T:
    """Start a pool, do something with it, stop it."""

    async def run() -> T:
        pool = CodecPool(workers=workers, most_waiting=most_waiting)
        await pool.start()
        try:
            return await act(pool)
        finally:
            await pool.stop()

    return asyncio.run(run())


async def decode_all(pool: CodecPool, jobs: Iterable[DecodeJob]) -> list[Decoded]:
    return list(await asyncio.gather(*(pool.decode(each) for each in jobs)))


def codec_workers() -> list[int]:
    """Give the process ids of the codec workers this process has started."""
    pids: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended
            pids += (task / "children").read_text().split()
    return [
        int(pid)
        for pid in pids
        if b"progres.codecs.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
