"""MQTT 3.1.1 as far as a subscriber speaks it: packets to and from bytes.

Numbers in brackets are sections of the standard (OASIS MQTT 3.1.1).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

KEEP_ALIVE_S = 30
MOST_LENGTH = 268_435_455  # of a packet, by the standard
_CLEAN_SESSION, _PASSWORD, _USER = 0x02, 0x40, 0x80  # flags of CONNECT
_NOT_GRANTED = 0x80


class Type(IntEnum):
    """What a packet is, the upper half of its first byte (2.2.1)."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    SUBSCRIBE = 8
    SUBACK = 9
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class ProtocolBroken(ValueError):
    """The other side does not speak as a broker of MQTT 3.1.1 does."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A message as the broker hands it over.

    `packet_id` is what it is acknowledged by, 0 if it need not be. `size` is that of
    the message, also where the payload was too large to be kept.
    """

    topic: str
    payload: bytes
    packet_id: int
    size: int


def connect(
    client_id: str, *, username: str, password: str, clean: bool = False
) -> bytes:
    """Ask for the session of a client id; `clean` throws away what waits in it (3.1)."""
    flags = (_CLEAN_SESSION if clean else 0) | (_USER if username else 0)
    flags |= _PASSWORD if username and password else 0
    body = _text("MQTT") + struct.pack("!BBH", 4, flags, KEEP_ALIVE_S)
    body += _text(client_id)
    if username:
        body += _text(username)
        body += _text(password) if password else b""
    return _packet(Type.CONNECT, body)


def subscribe(packet_id: int, filters: Sequence[str]) -> bytes:
    """Ask for topics, each message at least once (3.8)."""
    topics = b"".join(_text(topic) + b"\x01" for topic in filters)
    return _packet(Type.SUBSCRIBE, struct.pack("!H", packet_id) + topics, flags=2)


def puback(packet_id: int) -> bytes:
    return _packet(Type.PUBACK, struct.pack("!H", packet_id))


def pingreq() -> bytes:
    return _packet(Type.PINGREQ, b"")


def disconnect() -> bytes:
    return _packet(Type.DISCONNECT, b"")


def answer_to_connect(body: bytes) -> tuple[bool, int]:
    """Say whether the session was still there, and the code, 0 for yes (3.2)."""
    if len(body) != 2:
        raise ProtocolBroken("a CONNACK of another length than two bytes")
    return bool(body[0] & 1), body[1]


def granted(body: bytes) -> bool:
    """Say whether every topic was granted (3.9)."""
    if len(body) < 3:
        raise ProtocolBroken("a SUBACK without an answer")
    return all(code < _NOT_GRANTED for code in body[2:])


def publication(
    flags: int, head: bytes, *, left_out: int = 0, most: int = MOST_LENGTH
) -> Publication:
    """Read a PUBLISH (3.3); `left_out` is how many bytes at its end are not in `head`.

    A payload of more than `most` bytes is left out altogether.
    """
    qos = flags >> 1 & 3
    if qos > 1 or len(head) < 2:
        raise ProtocolBroken("a PUBLISH of a quality that was not asked for")
    end = 2 + int.from_bytes(head[:2])
    start = end + 2 if qos else end
    if len(head) < start:
        raise ProtocolBroken("a PUBLISH that ends before its payload")
    packet_id = int.from_bytes(head[end:start])
    if qos and not packet_id:
        raise ProtocolBroken("a PUBLISH without a number")
    size = len(head) - start + left_out
    return Publication(
        topic=head[2:end].decode(errors="replace"),
        payload=head[start:] if size <= most else b"",
        packet_id=packet_id,
        size=size,
    )


def _packet(kind: Type, body: bytes, *, flags: int = 0) -> bytes:
    length = len(body)
    digits = bytearray()
    while True:  # seven bits a byte, the lowest first (2.2.3)
        length, digit = divmod(length, 128)
        digits.append(digit | (0x80 if length else 0))
        if not length:
            return bytes([kind << 4 | flags]) + bytes(digits) + body


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("!H", len(encoded)) + encoded
