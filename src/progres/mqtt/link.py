"""One connection to an MQTT broker, from its address to its last acknowledgement.

Instances enter the addresses of their brokers, and the house does not trust them: they
are reached only where `reach` allows it, and of what they send no more than a message
is kept in memory.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from progres.kit.refusal import Said
from progres.mqtt import packets
from progres.mqtt.packets import Cutter, Packet, ProtocolBroken, Publication, Type

PATIENCE_S = 10.0  # for a broker's first answers
SILENCE_S = packets.KEEP_ALIVE_S * 1.5  # after it a broker counts as gone
CHUNK = 65_536
_TOPICS, _BESIDE, _LEFT = 1, 2, 3  # by what our requests are told apart
_REFUSED = Said("The broker refuses to talk to us.")
_REFUSALS = {
    1: Said("The broker does not speak MQTT 3.1.1."),
    2: Said("The broker does not accept the client ID."),
    3: Said("The broker is not available at the moment."),
    4: Said("The broker refuses user name or password."),
    5: Said("The broker refuses access; check user name, password and certificate."),
}


class NotConnected(Said, Exception):
    """Why there is no connection to a broker, or none any more."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """By what a broker knows us, and what it keeps for us while we are away.

    What is `beside` is taken if the broker grants it; what was asked for in former times
    is `left`.
    """

    client_id: str
    filters: tuple[str, ...]
    beside: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    username: str = ""
    password: str = field(default="", repr=False)


class Link:
    """An open connection; `close` it in any case."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        most_bytes: int,
    ) -> None:
        """`most_bytes` of a message are kept, or none of it."""
        self._reader = reader
        self._writer = writer
        self._cutter = Cutter(most_bytes)
        self._come: list[Packet] = []
        self._unanswered = {_TOPICS}
        self.subscribed = asyncio.Event()
        self.is_granted_beside = True

    async def greet(self, session: Session, *, clean: bool = False) -> None:
        """Take up the session, or a new one, and ask for topics. Raises NotConnected."""
        asked = packets.connect(
            session.client_id,
            username=session.username,
            password=session.password,
            clean=clean,
        )
        self._writer.write(asked)
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await self._reader.readexactly(packets.CONNACK_BYTES)
            code = packets.answer_to_connect(answer)
        except (OSError, EOFError, ProtocolBroken) as error:
            raise _lost(error) from error
        if code:
            raise NotConnected.like(_REFUSALS.get(code, _REFUSED))
        self._writer.write(packets.subscribe(_TOPICS, session.filters))
        if session.beside:
            self._unanswered.add(_BESIDE)
            self._writer.write(packets.subscribe(_BESIDE, session.beside))
        if session.left:
            self._writer.write(packets.unsubscribe(_LEFT, session.left))

    async def publications(self) -> AsyncIterator[Publication]:
        """Yield what comes in. Raises NotConnected at the end, sooner or later."""
        while True:
            for packet in self._come:
                if (found := self._read(packet)) is not None:
                    yield found
            self._come = await self._more()

    async def until_granted(self) -> None:
        """Wait for the topics; what comes meanwhile is not taken. Raises NotConnected."""
        while True:
            for packet in self._come:
                self._read(packet)
            if self.subscribed.is_set():
                return
            self._come = await self._more()

    def acknowledge(self, packet_ids: Iterable[int]) -> None:
        """Let the broker forget messages."""
        self._writer.write(packets.pubacks(packet_ids))

    def hang_up(self) -> None:
        """End the connection at once; what is not acknowledged comes again."""
        self._writer.close()

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

    async def _more(self) -> list[Packet]:
        """Wait for more. A broker that does not read our answers is not read either."""
        patience = SILENCE_S if self.subscribed.is_set() else PATIENCE_S
        try:
            async with asyncio.timeout(patience):
                await self._writer.drain()
                data = await self._reader.read(CHUNK)
            if not data:
                raise EOFError
            return self._cutter.cut(data)
        except (OSError, EOFError, ProtocolBroken) as error:
            raise _lost(error) from error

    def _read(self, packet: Packet) -> Publication | None:
        """Return a message if it is one. Raises NotConnected."""
        try:
            if packet.kind == Type.PUBLISH:
                return packets.publication(packet)
            if packet.kind == Type.SUBACK:
                self._note_answer(*packets.answer_to_subscribe(packet))
        except ProtocolBroken as error:
            raise _lost(error) from error
        return None

    def _note_answer(self, request: int, granted: bool) -> None:  # noqa: FBT001 of a pair
        if request == _TOPICS and not granted:
            raise NotConnected(
                "The broker does not grant the topics; check the application and the "
                "rights of the user."
            )
        if request == _BESIDE:
            self.is_granted_beside = granted
        self._unanswered.discard(request)
        if not self._unanswered:
            self.subscribed.set()


def _lost(error: Exception) -> NotConnected:
    """Say why a connection ended."""
    match error:
        case ProtocolBroken():
            return NotConnected("What answers there does not speak MQTT 3.1.1.")
        case TimeoutError():
            return NotConnected("The broker does not answer any more.")
        case _:
            return NotConnected("The broker has closed the connection.")
