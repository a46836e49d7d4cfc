"""A worker process as the asyncio side sees it: send calls, get answers, or lose it."""

import asyncio
import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import suppress
from typing import Final, Self

import msgspec

from progres.codecs import wire

STUCK_AFTER: Final = 1.0  # seconds of wall clock without a step forward
START_WITHIN: Final = 20.0  # seconds; it takes 0.05 on an idle machine
STOP_WITHIN: Final = 1.0  # seconds


class WorkerDidNotStart(Exception):
    """No worker process could be started; the sentence says why."""


class WorkerLost(Exception):
    """The worker died or was ended because it was stuck.

    `at` is the index of the call it was at, or None if it had begun none.
    """

    def __init__(self, at: int | None, *, stuck: bool) -> None:
        super().__init__(f"The codec worker was lost at call {at}.")
        self.at = at
        self.stuck = stuck


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a codec's function; `key` names the codec, whose text is `source`."""

    key: Hashable
    source: str
    function: str
    input_json: bytes


class WorkerProcess:
    """A running worker and which codecs are in which of its slots."""

    def __init__(self, process: asyncio.subprocess.Process, marks: int) -> None:
        assert process.stdin  # noqa: S101  # both are asked for in `start`
        assert process.stdout  # noqa: S101
        self._process = process
        self._requests = process.stdin
        self._answers = process.stdout
        self._marks: int | None = marks
        self._slots: OrderedDict[Hashable, int] = OrderedDict()
        self._received = bytearray()

    @classmethod
    async def start(cls) -> Self:
        """Start a worker and wait until it is ready.

        Raises WorkerDidNotStart if it cannot be started or is not ready in 20 s.
        """
        try:
            worker = await cls._spawn()
        except (OSError, ModuleNotFoundError) as error:
            raise WorkerDidNotStart(f"No codec worker starts: {error}") from error
        try:
            async with asyncio.timeout(START_WITHIN):
                await worker._answers.readexactly(wire.LENGTH.size)
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            await worker.end()
            raise WorkerDidNotStart(
                "A codec worker ended or did not answer before it was ready;"
                " its last words are in the log."
            ) from error
        except asyncio.CancelledError:
            await worker.end()
            raise
        return worker

    @classmethod
    async def _spawn(cls) -> Self:
        marks, marker = os.pipe()
        try:
            os.set_blocking(marks, False)
            process = await asyncio.create_subprocess_exec(
                *wire.worker_command(marker),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=wire.ENVIRONMENT,
                pass_fds=(marker,),
            )
            return cls(process, marks)
        except BaseException:
            os.close(marks)
            raise
        finally:
            os.close(marker)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def run(self, calls: Sequence[Call]) -> AsyncIterator[bytes]:
        """Give the answers in the order of the calls, each as soon as it is known.

        Raises WorkerLost if the worker dies or a call hangs; the process is then gone.
        """
        if not calls:
            return
        begun = 0
        left = len(calls)
        try:
            self._requests.write(wire.frame(self._records(calls)))
            await self._requests.drain()
            while left:
                try:
                    async with asyncio.timeout(STUCK_AFTER):
                        chunk = await self._answers.read(65536)
                except TimeoutError:
                    steps = self._steps()
                    if not steps:
                        await self._lose(begun, stuck=True)
                    begun += steps
                    continue
                if not chunk:
                    await self._lose(begun, stuck=False)
                self._received += chunk
                for answer in wire.take_answers(self._received):
                    left -= 1
                    yield answer
        except (BrokenPipeError, ConnectionResetError):
            await self._lose(begun, stuck=False)
        self._steps()

    async def _lose(self, begun: int, *, stuck: bool) -> None:
        begun += self._steps()
        await self.end()
        raise WorkerLost(begun - 1 if begun else None, stuck=stuck)

    def _steps(self) -> int:
        """How many calls were begun since this was last asked."""
        assert self._marks is not None  # noqa: S101  # until it has ended
        try:
            return len(os.read(self._marks, 65536))
        except BlockingIOError:
            return 0

    def _records(self, calls: Sequence[Call]) -> list[bytes]:
        records = []
        for call in calls:
            slot = self._slots.get(call.key)
            if slot is None:
                slot = self._free_slot()
                records.append(wire.source_record(slot, call.source))
                self._slots[call.key] = slot
            self._slots.move_to_end(call.key)
            records.append(wire.call_record(slot, call.function, call.input_json))
        return records

    def _free_slot(self) -> int:
        """Find an unused slot, or that of the codec not used for longest."""
        if len(self._slots) < wire.SLOTS:
            return len(self._slots)
        return self._slots.popitem(last=False)[1]

    async def close(self) -> None:
        """Let the worker end by itself; it does when no more requests come."""
        self._requests.close()
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await self._process.wait()
        except TimeoutError:
            pass
        finally:
            await self.end()

    async def end(self) -> None:
        """Kill the process, if it still is one, and collect it; once or several times."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()
        if self._marks is not None:
            os.close(self._marks)
            self._marks = None
