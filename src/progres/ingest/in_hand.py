"""Messages of a broker that are read and not yet acknowledged."""

import asyncio
from collections import deque
from collections.abc import Coroutine

from progres.mqtt.link import Link
from progres.mqtt.packets import Publication

MOST_PLACES = 1000  # of one connection: one group is written while the next comes
PLACE_BYTES = 8192  # so that large messages take several


class InHand:
    """Messages of one connection in the order of arrival, which is that of answers.

    The standard wants them acknowledged in this order (4.6).
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._waiting: deque[tuple[Publication, asyncio.Task[None]]] = deque()
        self._places = 0
        self._moved = asyncio.Event()

    async def add(
        self, publication: Publication, work: Coroutine[None, None, None]
    ) -> None:
        """Begin the work on a message, and return when there is room for another one.

        It is acknowledged once its work is done, and that of all before it. Work must
        not fail; if it does, the connection ends, and all from there on comes again.
        """
        task = asyncio.create_task(work)
        self._waiting.append((publication, task))
        self._places += _places(publication)
        task.add_done_callback(self._acknowledge)
        while self._places > MOST_PLACES:
            await self._move()

    async def empty(self) -> None:
        """Return once everything is acknowledged."""
        while self._waiting:
            await self._move()

    def drop(self) -> None:
        """Let go of what is left; the broker has it still."""
        for _, task in self._waiting:
            task.cancel()
        self._waiting.clear()

    async def _move(self) -> None:
        self._moved.clear()
        await self._moved.wait()

    def _acknowledge(self, _: asyncio.Task[None]) -> None:
        """Let the broker forget what is done, all that became so at once together."""
        done = []
        while self._waiting and self._waiting[0][1].done():
            publication, task = self._waiting.popleft()
            if task.cancelled() or task.exception():
                self._link.hang_up()
                break
            self._places -= _places(publication)
            if publication.packet_id:
                done.append(publication.packet_id)
        if done:
            self._link.acknowledge(done)
        self._moved.set()


def _places(publication: Publication) -> int:
    return 1 + len(publication.payload) // PLACE_BYTES
