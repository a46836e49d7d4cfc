"""What is not the fault of any codec must not end the decoding of all."""

import asyncio
import os
import resource

import pytest

from progres.codecs.outcome import Decoded
from progres.codecs.pool import CodecPool, NotDecodedNow, WorkerDidNotStart
from tests.codecs.jobs import codec_workers, decode_all, job, with_pool


class Unwritable(str):
    """A source that no worker can be given: a fault that nobody has thought of."""

    __slots__ = ()

    def encode(self, *_: str) -> bytes:
        raise ArithmeticError


def test_a_fault_of_ours_gives_its_group_back_and_the_next_is_decoded() -> None:
    async def fail(pool: CodecPool) -> list[Decoded | BaseException]:
        bad = [job(Unwritable("// "), key="bad"), job()]
        failed = await asyncio.gather(
            *(pool.decode(each) for each in bad), return_exceptions=True
        )
        return [*failed, *await decode_all(pool, [job()])]

    *failed, good = with_pool(fail)

    assert [type(each) for each in failed] == [NotDecodedNow] * 2
    assert isinstance(good, Decoded)
    assert good.data == {"temperature": 21.5, "port": 2}
    assert codec_workers() == []


def test_without_room_for_a_pipe_no_worker_starts_and_the_reason_is_told() -> None:
    async def start() -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        free = os.dup(0)
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
        try:
            await CodecPool().start()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    with pytest.raises(WorkerDidNotStart, match="Too many open files"):
        asyncio.run(start())
