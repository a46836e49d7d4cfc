"""Uplinks through codec workers, in groups, without one harming another."""

import asyncio
import logging
from collections.abc import Hashable
from typing import Final

import msgspec

from progres.codecs.lanes import Lane, NotDecodedNow, Suspects, Waiting
from progres.codecs.outcome import Decoded, source_problem
from progres.codecs.process import Call, WorkerDidNotStart

__all__ = ["CodecPool", "DecodeJob", "NotDecodedNow", "WorkerDidNotStart"]

logger = logging.getLogger(__name__)

MOST_IN_A_GROUP: Final = 100  # uplinks


class DecodeJob(msgspec.Struct, frozen=True, kw_only=True):
    """One uplink to decode.

    `key` names the codec in all workers, such as (type id, SHA-256 of the source): the
    same key must always come with the same source. `received_at` is ISO 8601 text
    in UTC.
    """

    key: Hashable
    source: str
    payload: bytes
    f_port: int
    received_at: str


class CodecPool:
    """Codec workers for one event loop.

    Each of `workers` processes has a lane. One more lane is for suspects, codecs that
    ran into a limit in the last minute: they wait for each other, and no other codec
    waits for them. Its process is started when the first suspect comes.
    """

    def __init__(self, *, workers: int = 1, most_waiting: int = 2000) -> None:
        """`most_waiting` is the number of uplinks that may wait for one worker."""
        self._suspects = Suspects()
        self._slow_lane = Lane(
            self._suspects, most_waiting=MOST_IN_A_GROUP, most_in_a_group=1
        )
        self._lanes = [
            Lane(
                self._suspects,
                most_waiting=most_waiting,
                most_in_a_group=MOST_IN_A_GROUP,
                slow=self._slow_lane,
            )
            for _ in range(workers)
        ]
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start the workers. Raises WorkerDidNotStart, and then none is left behind."""
        try:
            for lane in self._lanes:
                await lane.open()
        except BaseException:
            await self.stop()
            raise
        self._tasks = [
            asyncio.create_task(lane.run(), name="codec lane")
            for lane in (*self._lanes, self._slow_lane)
        ]

    async def stop(self) -> None:
        """End the workers; whoever still waits gets NotDecodedNow."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        lanes = (*self._lanes, self._slow_lane)
        closed = await asyncio.gather(
            *(lane.close() for lane in lanes), return_exceptions=True
        )
        for failure in (*ended, *closed):
            if isinstance(failure, Exception):
                logger.error("a codec worker ended badly", exc_info=failure)

    async def decode(self, job: DecodeJob) -> Decoded:
        """Decode one uplink; a codec's fault is told in the result.

        Takes up to some seconds where the codec misbehaves: callers with less time
        cancel. Raises NotDecodedNow if the pool does not run, too many uplinks wait or
        no worker can be started.
        """
        if not self._tasks:
            raise NotDecodedNow("The codec workers do not run.")
        if problem := source_problem(job.source):
            return Decoded(problem=problem)
        waiting = Waiting(_call(job))
        self._lane_for(job.key).add(waiting)
        return await waiting.decoded

    def _lane_for(self, key: Hashable) -> Lane:
        if key in self._suspects:
            return self._slow_lane
        return min(self._lanes, key=lambda lane: lane.waiting)


def _call(job: DecodeJob) -> Call:
    uplink = {
        "bytes": list(job.payload),
        "fPort": job.f_port,
        "recvTime": job.received_at,
    }
    return Call(
        key=job.key,
        source=job.source,
        function="decodeUplink",
        input_json=msgspec.json.encode(uplink),
    )
