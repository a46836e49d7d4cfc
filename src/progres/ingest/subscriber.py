"""One connection by MQTT: kept up, read, and acknowledged in the order of arrival.

A message is acknowledged once it is committed, and never before. What is not yet
acknowledged when broker, network or platform die comes again, for the broker keeps the
session; as a copy of what is stored it changes nothing. While as many messages are in
hand as may be, nothing is read, and the broker keeps the others.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from progres.ingest.errors import Overloaded
from progres.ingest.in_hand import InHand
from progres.ingest.pipeline import NOT_STORED, Delivery, Pipeline
from progres.ingest.webhook import DELIVERIES, MOST_BYTES
from progres.kit.refusal import Said
from progres.lns.topics import event_of, is_of_gateway
from progres.mqtt.link import Link, NotConnected, Session
from progres.mqtt.packets import Publication
from progres.mqtt.reach import Address, open_link

logger = logging.getLogger(__name__)

AGAIN_S = 0.5  # before a message is tried again that could not be stored now
LAST_WORDS_S = 2.0  # to acknowledge what is committed when we stop
# Before the first, the second … attempt to connect; from a steady connection on, anew.
DELAYS_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
STEADY_S = 60.0
_NOT_BESIDE = Said(
    "The broker does not grant the topics of gateways; their state is not known by this "
    "connection."
)


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A connection by MQTT as it is configured."""

    connection_id: int
    kind: str
    address: Address
    session: Session


@dataclass(frozen=True, kw_only=True)
class Report:
    """How a connection is: since when there is one, or why there is none.

    One that is there may have a problem, too.
    """

    changed_at: datetime
    is_connected: bool = False
    problem: Said | None = None


class Subscriber:
    """Keeps up one connection; `report` says how it is at any time."""

    def __init__(
        self,
        subscription: Subscription,
        pipeline: Pipeline,
        clock: Callable[[], datetime],
        *,
        internal: Collection[str],
        places: asyncio.Semaphore,
    ) -> None:
        """`places` are those in the pipeline that all connections share."""
        self.subscription = subscription
        self._pipeline = pipeline
        self._clock = clock
        self._internal = internal
        self._places = places
        self.report = Report(changed_at=clock())

    async def run(self) -> None:
        """Connect, again and again, until cancelled."""
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = loop.time()
            try:
                await self._connect()
            except NotConnected as problem:
                self.report = Report(changed_at=self._clock(), problem=problem)
            except Exception:
                logger.exception("a connection by MQTT failed and is tried again")
            failures = 1 if loop.time() - began >= STEADY_S else failures + 1
            await asyncio.sleep(_delay(failures))

    async def _connect(self) -> None:
        link = await open_link(
            self.subscription.address, internal=self._internal, most_bytes=MOST_BYTES
        )
        beside = [
            asyncio.create_task(link.ping()),
            asyncio.create_task(self._say_connected(link)),
        ]
        try:
            await link.greet(self.subscription.session)
            await self._serve(link)
        finally:
            for task in beside:
                task.cancel()
            await link.close()

    async def _say_connected(self, link: Link) -> None:
        await link.subscribed.wait()
        self.report = Report(
            changed_at=self._clock(),
            is_connected=True,
            problem=None if link.is_granted_beside else _NOT_BESIDE,
        )

    async def _serve(self, link: Link) -> None:
        """Take what comes until the connection ends; what it leaves comes again."""
        in_hand = InHand(link)
        try:
            async for publication in link.publications():
                work = self._take(publication, self._clock())
                await in_hand.add(publication, work)
        except asyncio.CancelledError:
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_WORDS_S):
                    await in_hand.empty()
            raise
        finally:
            in_hand.drop()

    async def _take(self, publication: Publication, received_at: datetime) -> None:
        """Return once a message is committed, or cannot be by anybody."""
        if publication.retained and is_of_gateway(publication.topic):
            return  # what the broker remembers of a gateway is no sign of its life
        subscription = self.subscription
        delivery = Delivery(
            connection_id=subscription.connection_id,
            kind=subscription.kind,
            event=event_of(publication.topic),
            body=publication.payload if publication.size <= MOST_BYTES else b"",
            received_at=received_at,
        )
        while True:
            try:
                async with self._places:
                    outcome = await self._store(delivery, publication.size)
            except Overloaded:
                await asyncio.sleep(AGAIN_S)
            else:
                DELIVERIES.labels(subscription.kind, outcome).inc()
                return

    async def _store(self, delivery: Delivery, size: int) -> str:
        """Store a message, or keep why it cannot be. Raises Overloaded."""
        try:
            if size > MOST_BYTES:
                problem = Said(
                    "The message has %(size)s bytes; %(most)s are the most.",
                    size=size,
                    most=MOST_BYTES,
                )
                return (await self._pipeline.reject(delivery, problem)).outcome
            return (await self._pipeline.take(delivery)).outcome
        except Overloaded:
            raise
        except Exception:
            logger.exception("a message could not be stored")
        with suppress(Exception):
            await self._pipeline.reject(delivery, NOT_STORED)
        return "500"


def _delay(failures: int) -> float:
    """Return how long to wait, not the same for all, so that they come not at once."""
    longest = DELAYS_S[min(failures, len(DELAYS_S)) - 1]
    return longest * random.uniform(0.5, 1)  # noqa: S311 no secret
