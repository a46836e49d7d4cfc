"""MQTT 3.1.1 as far as a subscriber speaks it: packets to and from bytes.

Numbers in brackets are sections of the standard (OASIS MQTT 3.1.1).
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

KEEP_ALIVE_S = 30
LENGTH_DIGITS = 4
CONNACK_BYTES = 4  # all of it
HEAD = 65_535 + 4  # bytes of a PUBLISH before its payload, at most
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
    UNSUBSCRIBE = 10
    PINGREQ = 12
    DISCONNECT = 14


class ProtocolBroken(ValueError):
    """The other side does not speak as a broker of MQTT 3.1.1 does."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet; of one that is too long, `left_out` bytes at its end are not kept."""

    kind: int
    flags: int
    body: bytes
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """A message as the broker hands it over.

    `packet_id` is what it is acknowledged by, 0 if it need not be. `size` is that of
    the message, also where the payload was too large to be kept. One that is `retained`
    is what the broker had before we asked.
    """

    topic: str
    payload: bytes
    packet_id: int
    size: int
    retained: bool


class Cutter:
    """Cuts what comes into packets; what is too long is not kept in memory."""

    def __init__(self, most_bytes: int) -> None:
        """`most_bytes` of a payload are kept, or none of it."""
        self._most = HEAD + most_bytes
        self._come = bytearray()
        self._at = 0
        self._long: Packet | None = None  # the end of which is yet to come
        self._skip = 0

    def cut(self, data: bytes) -> list[Packet]:
        """Return the packets that are whole with this. Raises ProtocolBroken."""
        self._come += data
        found = []
        while (packet := self._next()) is not None:
            found.append(packet)
        del self._come[: self._at]
        self._at = 0
        return found

    def _next(self) -> Packet | None:
        if self._long is not None:
            return self._end_of_long()
        header = _header(self._come, self._at)
        if header is None:
            return None
        start, length = header
        kept = length if length <= self._most else HEAD
        if len(self._come) - start < kept:
            return None
        packet = Packet(
            kind=self._come[self._at] >> 4,
            flags=self._come[self._at] & 0x0F,
            body=bytes(self._come[start : start + kept]),
            left_out=length - kept,
        )
        self._at = start + kept
        if not packet.left_out:
            return packet
        self._long, self._skip = packet, packet.left_out
        return self._end_of_long()

    def _end_of_long(self) -> Packet | None:
        skipped = min(self._skip, len(self._come) - self._at)
        self._at += skipped
        self._skip -= skipped
        if self._skip:
            return None
        packet, self._long = self._long, None
        return packet


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


def unsubscribe(packet_id: int, filters: Sequence[str]) -> bytes:
    """Let go of topics; of those that were not asked for nothing is said (3.10)."""
    topics = b"".join(map(_text, filters))
    return _packet(Type.UNSUBSCRIBE, struct.pack("!H", packet_id) + topics, flags=2)


def publish(topic: str, packet_id: int, payload: bytes) -> bytes:
    """Hand over a message that is to be acknowledged (3.3)."""
    body = _text(topic) + struct.pack("!H", packet_id) + payload
    return _packet(Type.PUBLISH, body, flags=2)


def pubacks(packet_ids: Iterable[int]) -> bytes:
    """Let the broker forget messages, in this order (3.4)."""
    return b"".join(b"\x40\x02" + number.to_bytes(2) for number in packet_ids)


def pingreq() -> bytes:
    return _packet(Type.PINGREQ, b"")


def disconnect() -> bytes:
    return _packet(Type.DISCONNECT, b"")


def answer_to_connect(answer: bytes) -> int:
    """Return the code of a CONNACK, 0 for yes (3.2)."""
    if answer[:2] != bytes([Type.CONNACK << 4, 2]):
        raise ProtocolBroken("something else than a CONNACK of two bytes")
    return answer[3]


def answer_to_subscribe(packet: Packet) -> tuple[int, bool]:
    """Return which SUBSCRIBE is answered, and whether every topic is granted (3.9)."""
    if len(packet.body) < 3:
        raise ProtocolBroken("a SUBACK without an answer")
    granted = all(code < _NOT_GRANTED for code in packet.body[2:])
    return int.from_bytes(packet.body[:2]), granted


def publication(packet: Packet) -> Publication:
    """Read a PUBLISH (3.3)."""
    qos, body = packet.flags >> 1 & 3, packet.body
    if qos > 1 or len(body) < 2:
        raise ProtocolBroken("a PUBLISH of a quality that was not asked for")
    end = 2 + int.from_bytes(body[:2])
    start = end + 2 if qos else end
    if len(body) < start:
        raise ProtocolBroken("a PUBLISH that ends before its payload")
    packet_id = int.from_bytes(body[end:start])
    if qos and not packet_id:
        raise ProtocolBroken("a PUBLISH without a number")
    return Publication(
        topic=body[2:end].decode(errors="replace"),
        payload=b"" if packet.left_out else body[start:],
        packet_id=packet_id,
        size=len(body) - start + packet.left_out,
        retained=bool(packet.flags & 1),
    )


def _header(come: bytearray, at: int) -> tuple[int, int] | None:
    """Return where a packet's body begins and how long it is, if that has come (2.2.3)."""
    length = 0
    for digit in range(LENGTH_DIGITS):
        place = at + 1 + digit
        if place >= len(come):
            return None
        length |= (come[place] & 0x7F) << 7 * digit
        if come[place] < 0x80:
            return place + 1, length
    raise ProtocolBroken("a length of more than four bytes")


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
