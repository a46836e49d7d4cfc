"""The frames that a device sent last, and whether another one is a copy of them.

They stay packed, as `latest` stores them: 24 bytes a frame, the last receipt last. A
frame that is no copy, which is nearly every one, costs a search for eight bytes.
"""

import struct
from dataclasses import dataclass

from progres.kit.clock import Microseconds

REMEMBERED = 32  # frames per device
COPY_WINDOW: Microseconds = 10 * 60 * 1_000_000
SURELY_COPY: Microseconds = 60 * 1_000_000
_KEY = struct.Struct(">q")
_RECORD = struct.Struct(">qqq")


@dataclass(frozen=True, slots=True)
class Frame:
    """One remembered frame: its key, its own time and its time of receipt."""

    key: int
    ts: Microseconds
    received: Microseconds


def remember(packed: bytes, frame: Frame) -> bytes:
    """Add a frame and forget the one whose receipt is longest ago."""
    record = _RECORD.pack(frame.key, frame.ts, frame.received)
    return (packed + record)[-REMEMBERED * _RECORD.size :]


def unpack(packed: bytes) -> list[Frame]:
    """Return the remembered frames, the oldest receipt first."""
    return [Frame(*record) for record in _RECORD.iter_unpack(packed)]


def find_original(packed: bytes, key: int, ts: Microseconds) -> Frame | None:
    """Return the frame of which one with this key and own time is a copy, or None.

    The same key within `COPY_WINDOW` is a copy, heard by another gateway or delivered
    twice. More than `SURELY_COPY` apart it is none if the device sent other frames
    between the two times: then it started counting anew (ABP after a loss of power) and
    happens to send the same.
    """
    if _KEY.pack(key) not in packed:
        return None
    known = unpack(packed)
    for frame in reversed(known):
        if frame.key != key or abs(frame.ts - ts) > COPY_WINDOW:
            continue
        low, high = sorted((frame.ts, ts))
        if high - low <= SURELY_COPY or not any(
            low < other.ts < high for other in known if other.key != key
        ):
            return frame
    return None
