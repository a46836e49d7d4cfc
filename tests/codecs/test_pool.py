import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence

import pytest
import uvloop

from progres.codecs.outcome import Decoded
from progres.codecs.pool import CodecPool, DecodeJob, NotDecodedNow
from progres.codecs.worker import MOST_RESIDENT
from tests.codecs.jobs import (
    LOOPING,
    codec_workers,
    decode_all,
    job,
    with_pool,
)

SLOW = """
function decodeUplink(input) {
    var until = Date.now() + 30;
    while (Date.now() < until);
    return {data: {v: input.bytes[0]}};
}
"""


def climates(count: int) -> list[DecodeJob]:
    return [job(payload=bytes([number % 256])) for number in range(count)]


def temperatures(decoded: Sequence[Decoded]) -> list[object]:
    return [round(each.data["temperature"] * 10) for each in decoded]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_thousand_uplinks_each_get_their_own_answer(workers: int) -> None:
    decoded = with_pool(lambda pool: decode_all(pool, climates(1000)), workers=workers)

    assert temperatures(decoded) == [number % 256 for number in range(1000)]


def test_more_codecs_than_a_worker_keeps_open_all_work_twice() -> None:
    sources = [
        f"function decodeUplink() {{ return {{data: {{n: {n}}}}}; }}"
        for n in range(300)
    ]
    jobs = [job(source) for source in sources] * 2

    decoded = with_pool(lambda pool: decode_all(pool, jobs))

    assert [each.data["n"] for each in decoded] == [*range(300), *range(300)]


def test_two_keys_are_two_codecs_even_with_one_source() -> None:
    source = "function decodeUplink() { return {data: {v: Object.last === undefined, w: Object['last'] = 1}}; }"
    jobs = [job(source, key="tenant 1"), job(source, key="tenant 2")]

    decoded = with_pool(lambda pool: decode_all(pool, jobs))

    assert [each.data["v"] for each in decoded] == [True, True]


def test_codecs_run_in_utc() -> None:
    source = "function decodeUplink() { return {data: {o: new Date(2026, 6, 1).getTimezoneOffset()}}; }"

    (decoded,) = with_pool(lambda pool: decode_all(pool, [job(source)]))

    assert decoded.data == {"o": 0}


def test_the_pool_works_on_uvloop() -> None:
    async def run() -> list[Decoded]:
        pool = CodecPool()
        await pool.start()
        decoded = await decode_all(pool, [*climates(300), job(LOOPING)])
        await pool.stop()
        return decoded

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        decoded = runner.run(run())

    assert temperatures(decoded[:300]) == [number % 256 for number in range(300)]
    assert decoded[300].problem


def test_many_uplinks_of_a_looping_codec_hold_up_no_other() -> None:
    async def race(pool: CodecPool) -> int:
        looping = [asyncio.create_task(pool.decode(job(LOOPING))) for _ in range(60)]
        good = asyncio.create_task(pool.decode(job()))
        later = asyncio.create_task(pool.decode(job(LOOPING)))
        assert (await good).data == {"temperature": 21.5, "port": 2}
        assert (await pool.decode(job())).data == {"temperature": 21.5, "port": 2}
        finished = sum(task.done() for task in looping)
        for task in [*looping, later]:
            task.cancel()
        return finished

    assert with_pool(race) <= 2


def test_a_worker_killed_in_the_middle_costs_no_uplink() -> None:
    async def kill(pool: CodecPool) -> list[Decoded]:
        slow = [
            asyncio.create_task(pool.decode(job(SLOW, bytes([n])))) for n in range(20)
        ]
        await slow[3]
        for pid in codec_workers():
            os.kill(pid, signal.SIGKILL)
        return list(await asyncio.gather(*slow))

    decoded = with_pool(kill)

    assert [each.data for each in decoded] == [{"v": n} for n in range(20)]


def test_a_worker_killed_while_idle_costs_no_uplink() -> None:
    async def kill(pool: CodecPool) -> list[Decoded]:
        for pid in codec_workers():
            os.kill(pid, signal.SIGKILL)
        return await decode_all(pool, climates(150))

    assert temperatures(with_pool(kill)) == list(range(150))


def test_a_worker_lives_on_however_much_memory_its_parent_has() -> None:
    async def twice(pool: CodecPool) -> tuple[set[int], set[int]]:
        before = set(codec_workers())
        for _ in range(2):
            await decode_all(pool, climates(10))
        return before, set(codec_workers())

    ballast = b"\1" * MOST_RESIDENT
    before, after = with_pool(twice)
    del ballast

    assert before == after


def test_of_a_stuck_worker_only_the_uplink_it_was_at_has_a_problem() -> None:
    # The engine's own time limit ends each promise but not the loop around them.
    stuck = """function decodeUplink(input) {
        while (input.bytes[0] === 3) new Promise(function () { while (true); });
        return {data: {temperature: input.bytes[0] / 10}};
    }"""
    jobs = [job(stuck, bytes([number])) for number in range(9)] + climates(20)

    decoded = with_pool(lambda pool: decode_all(pool, jobs))

    problem = decoded.pop(3).problem
    assert problem is not None
    assert problem.code == "stuck"
    assert temperatures(decoded) == [0, 1, 2, 4, 5, 6, 7, 8, *range(20)]


def test_a_worker_that_stands_still_is_replaced() -> None:
    async def freeze(pool: CodecPool) -> list[Decoded]:
        slow = [
            asyncio.create_task(pool.decode(job(SLOW, bytes([n])))) for n in range(9)
        ]
        good = [asyncio.create_task(pool.decode(each)) for each in climates(20)]
        await slow[3]
        for pid in codec_workers():
            os.kill(pid, signal.SIGSTOP)
        return list(await asyncio.gather(*slow, *good))

    decoded = with_pool(freeze)

    # None, if it was stopped between two uplinks.
    assert sum(each.problem is not None for each in decoded) <= 1
    assert temperatures(decoded[9:]) == list(range(20))


def test_a_caller_that_gives_up_harms_no_other() -> None:
    async def give_up(pool: CodecPool) -> list[Decoded]:
        tasks = [asyncio.create_task(pool.decode(each)) for each in climates(200)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        return list(await asyncio.gather(*tasks[1::2]))

    assert temperatures(with_pool(give_up)) == list(range(1, 200, 2))


def test_a_full_queue_gives_uplinks_back_at_once() -> None:
    async def fill(pool: CodecPool) -> list[Decoded | BaseException]:
        return await asyncio.gather(
            *(pool.decode(each) for each in climates(30)), return_exceptions=True
        )

    decoded = with_pool(fill, most_waiting=10)

    refused = [each for each in decoded if isinstance(each, NotDecodedNow)]
    assert len(refused) == 20
    assert str(refused[0]) == (
        "10 uplinks wait for the codec worker already; this one can be decoded later."
    )


def test_a_pool_closes_with_jobs_waiting() -> None:
    async def close(pool: CodecPool) -> list[Decoded | BaseException]:
        tasks = [
            asyncio.create_task(pool.decode(each))
            for each in [job(LOOPING), *climates(300)]
        ]
        await asyncio.sleep(0)
        await pool.stop()
        return await asyncio.gather(*tasks, return_exceptions=True)

    decoded = with_pool(close)

    assert {type(each) for each in decoded} == {NotDecodedNow}
    assert codec_workers() == []


def test_a_pool_stopped_before_its_start_starts_afterwards() -> None:
    async def run() -> Decoded:
        pool = CodecPool()
        await pool.stop()
        await pool.start()
        decoded = await pool.decode(job())
        await pool.stop()
        await pool.stop()
        return decoded

    assert asyncio.run(run()).data == {"temperature": 21.5, "port": 2}
    assert codec_workers() == []


def test_a_pool_that_does_not_run_decodes_nothing() -> None:
    with pytest.raises(NotDecodedNow, match="do not run"):
        asyncio.run(CodecPool().decode(job()))


def test_errors_of_the_codec_are_a_problem_and_warnings_are_kept() -> None:
    source = """function decodeUplink(input) {
        return input.bytes[0] ? {errors: ["unknown port", "short"], warnings: ["low"]}
                              : {data: {v: 1}, warnings: ["low"]};
    }"""

    bad, good = with_pool(
        lambda p: decode_all(p, [job(source, b"\x01"), job(source, b"\x00")])
    )

    assert bad.problem is not None
    assert bad.problem.code == "reported"
    assert bad.problem.sentence == "The codec reports: unknown port; short."
    assert bad.warnings == good.warnings == ("low",)
    assert good.data == {"v": 1}
    assert good.problem is None


def test_workers_end_when_their_parent_is_killed() -> None:
    program = (
        "import asyncio\n"
        "from progres.codecs.pool import CodecPool\n"
        "from tests.codecs.jobs import codec_workers\n"
        "async def run():\n"
        "    await CodecPool().start()\n"
        "    print(*codec_workers(), flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(run())\n"
    )
    with subprocess.Popen(  # our own program
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        worker = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()

    ended, _, _ = select.select([worker], [], [], 10)
    os.close(worker)
    assert ended


def test_the_parent_knows_neither_the_engine_nor_django() -> None:
    program = (
        "import sys, progres.codecs.pool, progres.codecs.sandbox, progres.codecs.values\n"
        "print({'_quickjs', 'quickjs', 'django', 'starlette'} & set(sys.modules))"
    )

    known = subprocess.check_output(  # our own program
        [sys.executable, "-c", program], text=True
    )

    assert known == "set()\n"
