"""One connection to an MQTT broker, from its address to its last acknowledgement.

Instances enter the addresses of their brokers, and the house does not trust them: they
are reached only where `reach` allows it, and of what they send no more than a message
is kept in memory.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

from progres.ingest import mqtt_packets as packets
from progres.ingest.mqtt_packets import ProtocolBroken, Publication, Type
from progres.kit.refusal import Said

SILENCE_S = packets.KEEP_ALIVE_S * 1.5  # after it a broker counts as gone
HEAD = 65_535 + 4  # bytes of a PUBLISH before its payload, at most
CHUNK = 65_536
_REFUSED = Said("The broker refuses to talk to us.")
_REFUSALS = {
    1: Said("The broker does not speak MQTT 3.1.1."),
    2: Said("The broker does not accept the client id."),
    3: Said("The broker is not available at the moment."),
    4: Said("The broker refuses user name or password."),
    5: Said("The broker refuses access; check user name, password and certificate."),
}


class NotConnected(Said, Exception):
    """Why there is no connection to a broker, or none any more."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """By what a broker knows us, and what it keeps for us while we are away."""

    client_id: str
    filters: tuple[str, ...]
    username: str = ""
    password: str = field(default="", repr=False)


class Link:
    """An open connection; `close` it in any case."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._reader = reader
        self._writer = writer
        self.subscribed = asyncio.Event()

    async def greet(self, session: Session) -> None:
        """Take up the session and ask for its topics. Raises NotConnected."""
        asked = packets.connect(
            session.client_id, username=session.username, password=session.password
        )
        self._writer.write(asked)
        try:
            kind, _, length = await self._header()
            if kind != Type.CONNACK:
                raise ProtocolBroken("something before a CONNACK")
            _, code = packets.answer_to_connect(await self._body(length))
        except (OSError, EOFError, ProtocolBroken) as error:
            raise lost(error) from error
        if code:
            raise NotConnected.like(_REFUSALS.get(code, _REFUSED))
        self._writer.write(packets.subscribe(1, session.filters))

    async def publications(self, *, most_bytes: int) -> AsyncIterator[Publication]:
        """Yield what comes in, payloads of more than `most_bytes` without them.

        Raises NotConnected at the end, which comes sooner or later.
        """
        while True:
            try:
                async with asyncio.timeout(SILENCE_S):
                    found = await self._next(most_bytes)
            except (OSError, EOFError, ProtocolBroken) as error:
                raise lost(error) from error
            if found is not None:
                yield found

    def acknowledge(self, packet_id: int) -> None:
        """Let the broker forget a message."""
        self._writer.write(packets.puback(packet_id))

    async def ping(self) -> None:
        """Show that we live, until cancelled."""
        while True:
            await asyncio.sleep(packets.KEEP_ALIVE_S / 2)
            self._writer.write(packets.pingreq())

    async def close(self) -> None:
        """Take leave; the session stays with the broker."""
        with suppress(OSError, TimeoutError):
            self._writer.write(packets.disconnect())
            self._writer.close()
            async with asyncio.timeout(1):
                await self._writer.wait_closed()

    async def _next(self, most_bytes: int) -> Publication | None:
        kind, flags, length = await self._header()
        if kind == Type.PUBLISH:
            return await self._publication(flags, length, most_bytes)
        body = await self._body(length)
        if kind == Type.SUBACK:
            if not packets.granted(body):
                raise NotConnected(
                    "The broker does not grant the topics; check the application and "
                    "the rights of the user."
                )
            self.subscribed.set()
        return None

    async def _publication(
        self, flags: int, length: int, most_bytes: int
    ) -> Publication:
        head = await self._reader.readexactly(min(length, HEAD + most_bytes))
        left_out = length - len(head)
        while left := length - len(head):
            length -= len(await self._reader.readexactly(min(left, CHUNK)))
        return packets.publication(flags, head, left_out=left_out, most=most_bytes)

    async def _header(self) -> tuple[int, int, int]:
        (first,) = await self._reader.readexactly(1)
        length = shift = 0
        while True:
            (digit,) = await self._reader.readexactly(1)
            length |= (digit & 0x7F) << shift
            shift += 7
            if digit < 0x80:
                return first >> 4, first & 0x0F, length
            if shift > 21:
                raise ProtocolBroken("a length of more than four bytes")

    async def _body(self, length: int) -> bytes:
        if length > HEAD:
            raise ProtocolBroken("an answer of more than 64 KiB")
        return await self._reader.readexactly(length)


def lost(error: Exception) -> NotConnected:
    """Say why a connection ended."""
    match error:
        case ProtocolBroken():
            return NotConnected("What answers there does not speak MQTT 3.1.1.")
        case TimeoutError():
            return NotConnected("The broker does not answer any more.")
        case _:
            return NotConnected("The broker has closed the connection.")
