"""The frames that a device sent last, and whether another one is a copy of them."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from progres.kit.clock import Microseconds

REMEMBERED = 32  # frames per device
COPY_WINDOW: Microseconds = 10 * 60 * 1_000_000
_RECORD = struct.Struct(">qqq")


@dataclass(frozen=True, slots=True)
class Frame:
    """One remembered frame: its key, its own time and its time of receipt."""

    key: int
    ts: Microseconds
    received: Microseconds


def unpack(data: bytes) -> list[Frame]:
    """Read the frames that `pack` wrote, the oldest receipt first."""
    return [Frame(*record) for record in _RECORD.iter_unpack(data)]


def pack(frames: Iterable[Frame]) -> bytes:
    """Write the last `REMEMBERED` frames, 24 bytes each."""
    last = list(frames)[-REMEMBERED:]
    return b"".join(_RECORD.pack(f.key, f.ts, f.received) for f in last)


def find_original(frames: Iterable[Frame], key: int, ts: Microseconds) -> Frame | None:
    """Return the frame of which one with this key and own time is a copy, or None.

    The same key within `COPY_WINDOW` is a copy, heard by another gateway or delivered
    twice. It is none if the device sent other frames between the two times: then it
    started counting anew (ABP after a loss of power) and happens to send the same.
    """
    known = list(frames)
    for frame in reversed(known):
        if frame.key != key or abs(frame.ts - ts) > COPY_WINDOW:
            continue
        low, high = sorted((frame.ts, ts))
        if not any(low < other.ts < high for other in known if other.key != key):
            return frame
    return None
