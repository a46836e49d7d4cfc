"""The process that runs codecs: one thread, no files, no sockets, no environment."""

import contextlib
import os
import resource
import signal
import time
from collections.abc import Callable
from typing import Final

from progres.codecs import wire
from progres.codecs.engine import Codec

MOST_ADDRESS_SPACE: Final = 1024**3  # bytes
MOST_RESIDENT: Final = 512 * 1024**2  # bytes; grown beyond, the worker ends itself
FLUSH_AFTER: Final = 0.02  # seconds; a slow uplink must not hold back answers


def main(marks: int) -> None:
    """Serve the pipes given by the parent until it closes them or is gone."""
    # Control-C reaches the whole group; the parent alone decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resident = memory_meter()
    give_up_rights()
    with contextlib.suppress(BrokenPipeError):
        serve(0, 1, marks, has_grown=lambda: resident() > MOST_RESIDENT)


def give_up_rights() -> None:
    """Take from this process what a codec that broke out could use."""
    # macOS does not know a limit of the address space.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESS_SPACE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # open pipes stay open


def memory_meter() -> Callable[[], int]:
    """Return what tells how much memory this process holds, in bytes.

    Linux lets the peak that getrusage tells begin with what the parent held when it
    started this process, so it serves only where there is no /proc.
    """
    try:
        statm = os.open("/proc/self/statm", os.O_RDONLY)
    except FileNotFoundError:
        return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = resource.getpagesize()
    return lambda: int(os.pread(statm, 100, 0).split()[1]) * page


def serve(
    requests: int, answers: int, marks: int, *, has_grown: Callable[[], bool]
) -> None:
    """Answer frames (see `wire`) until the requests end or memory has grown too much.

    The first answer is empty and says that the worker is ready.
    """
    slots: dict[int, Codec] = {}
    _write(answers, wire.LENGTH.pack(0))
    while body := _read_frame(requests):
        ready = bytearray()
        tired: set[int] = set()
        flushed_at = time.monotonic()
        for function, slot, text in wire.read_records(body):
            if function is None:
                slots[slot] = Codec(text)
                continue
            os.write(marks, b".")
            answer = wire.LATER
            if slot not in tired:
                answer = slots[slot].run(function, text).encode()
            if slots[slot].overran:
                tired.add(slot)
            ready += wire.LENGTH.pack(len(answer)) + answer
            if time.monotonic() - flushed_at > FLUSH_AFTER:
                _write(answers, ready)
                ready.clear()
                flushed_at = time.monotonic()
        _write(answers, ready)
        if has_grown():
            return


def _read_frame(source: int) -> bytes:
    head = _read(source, wire.LENGTH.size)
    return _read(source, wire.LENGTH.unpack(head)[0]) if head else b""


def _read(source: int, length: int) -> bytes:
    """Read exactly so many bytes, or nothing if the other side is gone."""
    parts = bytearray()
    while len(parts) < length:
        part = os.read(source, length - len(parts))
        if not part:
            return b""
        parts += part
    return bytes(parts)


def _write(target: int, data: bytes | bytearray) -> None:
    rest = memoryview(bytes(data))
    while rest:
        rest = rest[os.write(target, rest) :]
