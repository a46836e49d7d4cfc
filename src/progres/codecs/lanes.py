"""A lane of the pool: one worker process and the uplinks that wait for it."""

import asyncio
import logging
from collections.abc import Hashable
from contextlib import suppress
from typing import Final

from progres.codecs import wire
from progres.codecs.outcome import Decoded, problem_of, read_uplink_answer
from progres.codecs.process import (
    Call,
    WorkerDidNotStart,
    WorkerLost,
    WorkerProcess,
)

logger = logging.getLogger(__name__)

SUSPECT_FOR: Final = 60.0  # seconds after a codec last ran into a limit
_LIMITS: Final = frozenset({"timeout", "memory", "stuck", "crashed"})


class NotDecodedNow(Exception):
    """No worker could take the uplink; nothing is known against it or its codec."""


class Waiting:
    """A call and who waits for it; needs a running event loop."""

    __slots__ = ("call", "crashes", "decoded")

    def __init__(self, call: Call) -> None:
        self.call = call
        self.crashes = 0
        self.decoded: asyncio.Future[Decoded] = (
            asyncio.get_running_loop().create_future()
        )

    def settle(self, decoded: Decoded) -> None:
        if not self.decoded.done():
            self.decoded.set_result(decoded)

    def give_back(self, reason: str) -> None:
        if not self.decoded.done():
            self.decoded.set_exception(NotDecodedNow(reason))


class Suspects:
    """The codecs that ran into a limit within the last minute."""

    def __init__(self) -> None:
        self._until: dict[Hashable, float] = {}  # in seconds of the loop's clock

    def add(self, key: Hashable) -> None:
        self._until[key] = asyncio.get_running_loop().time() + SUSPECT_FOR

    def __contains__(self, key: Hashable) -> bool:
        until = self._until.get(key)
        if until is None:
            return False
        if until > asyncio.get_running_loop().time():
            return True
        del self._until[key]
        return False


class Lane:
    """One worker process and the jobs that wait for it.

    No timer and no batch size: while one group runs, the next gathers. A codec that
    overruns a limit has its other jobs moved to the `slow` lane.
    """

    def __init__(
        self,
        suspects: Suspects,
        *,
        most_waiting: int,
        most_in_a_group: int,
        slow: "Lane | None" = None,
    ) -> None:
        self._suspects = suspects
        self._slow = slow or self
        self._most_in_a_group = most_in_a_group
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue(most_waiting)
        self._group: list[Waiting] = []
        self._worker: WorkerProcess | None = None

    @property
    def waiting(self) -> int:
        """How many jobs wait or are being decoded."""
        return self._queue.qsize() + len(self._group)

    def add(self, job: Waiting) -> None:
        """Queue a job, or give it back if too many wait already."""
        try:
            self._queue.put_nowait(job)
        except asyncio.QueueFull:
            job.give_back(
                f"{self._queue.maxsize} uplinks wait for the codec worker already;"
                " this one can be decoded later."
            )

    async def open(self) -> WorkerProcess:
        """Start the worker if it does not run. Raises WorkerDidNotStart."""
        if self._worker is None:
            self._worker = await WorkerProcess.start()
        return self._worker

    async def close(self) -> None:
        """Give back what waits and end the worker; `run` must have ended."""
        while not self._queue.empty():
            self._group.append(self._queue.get_nowait())
        for job in self._group:
            job.give_back("The codec workers are being stopped.")
        self._group = []
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.close()

    async def run(self) -> None:
        """Decode group after group until cancelled."""
        while True:
            self._group = [await self._queue.get()]
            while len(self._group) < self._most_in_a_group and not self._queue.empty():
                self._group.append(self._queue.get_nowait())
            while self._group:
                try:
                    await self._decode_group()
                except Exception:
                    # Whatever it is, the uplinks of all others wait behind it.
                    logger.exception("a group of uplinks could not be decoded")
                    await self._begin_anew()

    async def _begin_anew(self) -> None:
        """Give the group back and drop the worker, of which nobody knows what it says."""
        for job in self._group:
            job.give_back("The codec worker failed; this one can be decoded later.")
        self._group = []
        worker, self._worker = self._worker, None
        if worker is not None:
            with suppress(OSError):
                await worker.end()

    async def _decode_group(self) -> None:
        """Decode the group, or what is done of it until the worker is lost."""
        jobs = [job for job in self._group if not job.decoded.done()]
        answered = 0
        try:
            worker = await self.open()
            async for answer in worker.run([job.call for job in jobs]):
                self._take(jobs[answered], answer)
                answered += 1
        except WorkerDidNotStart as error:
            logger.exception("codec worker did not start")
            for job in jobs:
                job.give_back(str(error))
        except WorkerLost as lost:
            logger.warning("codec worker lost: %s", "stuck" if lost.stuck else "died")
            self._worker = None
            at = lost.at or 0
            if at >= answered:  # else it was between two calls
                self._blame(jobs[at], stuck=lost.stuck)
        self._group = [job for job in self._group if not job.decoded.done()]

    def _take(self, job: Waiting, answer: bytes) -> None:
        if answer == wire.LATER:
            self._postpone(job)
            return
        decoded = read_uplink_answer(answer)
        if decoded.problem is not None and decoded.problem.code in _LIMITS:
            self._suspects.add(job.call.key)
        job.settle(decoded)

    def _blame(self, culprit: Waiting, *, stuck: bool) -> None:
        """Settle the uplink at which the worker hung, or died for the second time.

        It may have been killed from outside, so a first death counts against nobody.
        """
        culprit.crashes += 1
        if not stuck and culprit.crashes == 1:
            return
        self._suspects.add(culprit.call.key)
        culprit.settle(Decoded(problem=problem_of("stuck" if stuck else "crashed")))
        for job in list(self._group):
            if job.call.key == culprit.call.key and not job.decoded.done():
                self._postpone(job)

    def _postpone(self, job: Waiting) -> None:
        """Let a job wait among the suspects instead."""
        self._group.remove(job)
        self._slow.add(job)
