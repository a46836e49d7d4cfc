"""The history goes the way of the live uplinks, through the same front door, but faster.

No clock is waited for: each delivery says when it came. Alarms and mails of the past
are made as the time goes by, so that they fit the readings.
"""

import asyncio
import os
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from progres.accounts.models import User
from progres.alarms.actions import acknowledge_alarm
from progres.alarms.feed import process_feed
from progres.alarms.gateway_watch import watch_gateways
from progres.alarms.queries import search_alarms
from progres.database.scope import scoped
from progres.ingest.app import FrontDoor, running
from progres.ingest.config import read_config
from progres.ingest.pipeline import Delivery
from progres.ops.demo.founding import member
from progres.ops.demo.messages import to_json
from progres.ops.demo.nature.noise import uniform
from progres.ops.demo.progress import Progress
from progres.ops.demo.record import Line
from progres.ops.demo.sendings import Sending
from progres.outbox.delivery import send_due_mails
from progres.readings.coverage import count_hearings

SPAN = timedelta(hours=3)  # between two looks at the alarms
AT_ONCE = 150  # deliveries under way; few enough that no codec is given up
BREATH = 16  # deliveries made before others get a turn
ON_THE_WAY = timedelta(milliseconds=400)
NOTES = ("Ist bekannt, wird erledigt.", "Hausmeister ist verständigt.", "")


def load_history(
    sendings: Iterable[Sending],
    lines: Mapping[str, Line],
    *,
    start: datetime,
    end: datetime,
    reader: User,
) -> int:
    """Deliver what was sent from `start` to `end`, in order; return how many that were.

    `reader` acknowledges some of the alarms. Must run outside a transaction.
    """
    progress = Progress("History")
    spans = groupby(sendings, key=lambda sending: (sending.at - start) // SPAN)
    count = 0
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        door = runner.run(
            stack.enter_async_context(
                running(read_config(os.environ), clock=lambda: end)
            )
        )
        try:
            runner.run(_make_partitions(door, start))
            for number, span in spans:
                count += runner.run(_deliver(door, span, lines))
                until = min(start + SPAN * (number + 1), end)
                _live_on(until, reader)
                done = (until - start) / (end - start)
                progress.show(done, f"{until:%d.%m.} {count:,} uplinks")
            runner.run(_finish(door))
        finally:
            runner.run(stack.aclose())
    return count


async def _make_partitions(door: FrontDoor, start: datetime) -> None:
    async with door.pool.acquire() as db:
        await db.execute("select make_partitions($1, current_date)", start.date())


async def _finish(door: FrontDoor) -> None:
    """Decode what codecs had no time for."""
    while await door.backlog.work():
        pass


async def _deliver(
    door: FrontDoor, sendings: Iterable[Sending], lines: Mapping[str, Line]
) -> int:
    """Keep some deliveries under way; what comes next is made while they are stored."""
    room = asyncio.Semaphore(AT_ONCE)
    count = 0

    async def deliver(sending: Sending) -> None:
        try:
            await door.pipeline.accept(_delivery(sending, lines))
        finally:
            room.release()

    async with asyncio.TaskGroup() as group:
        for sending in sendings:
            await room.acquire()
            group.create_task(deliver(sending))
            count += 1
            if count % BREATH == 0:
                await asyncio.sleep(0)
    return count


def _delivery(sending: Sending, lines: Mapping[str, Line]) -> Delivery:
    customer = sending.thing.customer
    line = lines["stadt" if customer == "schulen" else customer]
    return Delivery(
        connection_id=line.connection_id,
        kind="chirpstack",
        secret=line.token,
        event="up",
        body=to_json(sending.body),
        received_at=sending.at + ON_THE_WAY,
    )


def _live_on(at: datetime, reader: User) -> None:
    """What worker and people do meanwhile."""
    while process_feed(at=at):
        pass
    with transaction.atomic():
        by = member(reader)
        with scoped(by.scope):
            for alarm in search_alarms(by.scope).filter(acknowledged_at=None):
                if uniform(alarm.id, alarm.device_id) < 0.6:
                    note = NOTES[alarm.id % len(NOTES)]
                    acknowledge_alarm(alarm.id, note=note, by=by, at=at)
    while send_due_mails(at=at):
        pass
    count_hearings(at=at)
    watch_gateways(at=at)
