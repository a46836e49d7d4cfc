"""The words between this program and its codec workers.

To a worker go frames: the length of the frame, then records of (verb, slot, length)
and so many bytes. Verb 0 puts a codec's source into a slot, the others call a function
of the codec in that slot with the bytes as JSON input. Back come answers in the order
of the calls: a length and so many bytes of JSON. Before each call the worker writes a
byte into a pipe of its own, so that what it was at can be told if it dies.
"""

import importlib.util
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FUNCTIONS: Final = (
    "decodeUplink",
    "encodeDownlink",
    "decodeDownlink",
    "normalizeUplink",
)
SLOTS: Final = 256  # codecs a worker keeps open
LENGTH: Final = struct.Struct("<I")
_RECORD: Final = struct.Struct("<BHI")

# The answer to calls of a codec that overran a limit earlier in the same frame.
LATER: Final = b"{}"

ENVIRONMENT: Final = {"TZ": "UTC"}


def source_record(slot: int, source: str) -> bytes:
    body = source.encode("utf-8", "replace")
    return _RECORD.pack(0, slot, len(body)) + body


def call_record(slot: int, function: str, input_json: bytes) -> bytes:
    verb = FUNCTIONS.index(function) + 1
    return _RECORD.pack(verb, slot, len(input_json)) + input_json


def frame(records: list[bytes]) -> bytes:
    body = b"".join(records)
    return LENGTH.pack(len(body)) + body


def read_records(body: bytes) -> Iterator[tuple[str | None, int, str]]:
    """Give (function, slot, input) of each call and (None, slot, source) of each source."""
    at = 0
    while at < len(body):
        verb, slot, length = _RECORD.unpack_from(body, at)
        at += _RECORD.size
        text = body[at : at + length].decode()
        yield FUNCTIONS[verb - 1] if verb else None, slot, text
        at += length


def take_answers(received: bytearray) -> Iterator[bytes]:
    """Cut whole answers off the front of what was received."""
    at = 0
    while len(received) - at >= LENGTH.size:
        (length,) = LENGTH.unpack_from(received, at)
        end = at + LENGTH.size + length
        if end > len(received):
            break
        yield bytes(received[at + LENGTH.size : end])
        at = end
    del received[:at]


def worker_command(marks: int) -> list[str]:
    """Give the command that starts a worker; `marks` is its marker pipe's descriptor.

    It sees no environment, no user's packages and no `.pth` files, so the two folders
    it needs are named. Raises ModuleNotFoundError if the engine is not installed.
    """
    engine = importlib.util.find_spec("_quickjs")
    if engine is None or engine.origin is None:
        raise ModuleNotFoundError(
            "The JavaScript engine is not installed; install the package quickjs-ng."
        )
    folders = [str(Path(engine.origin).parent), str(Path(__file__).parents[2])]
    program = (
        f"import sys; sys.path.extend({folders!r}); "
        f"from progres.codecs.worker import main; main({marks})"
    )
    return [sys.executable, "-I", "-S", "-c", program]
