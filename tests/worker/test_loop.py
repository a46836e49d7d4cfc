import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import OperationalError

from progres.worker.loop import Loop, Work

LIMIT_S = 10.0


@contextmanager
def looping(work: Work) -> Iterator[Loop]:
    loop = Loop("test", work)
    loop.start()
    try:
        yield loop
    finally:
        loop.stop()
        loop.join(LIMIT_S)
    assert not loop.is_alive()


def test_all_that_waits_is_worked_off() -> None:
    left, done = [3, 2, 1, 0], threading.Event()

    def work(*, at: datetime) -> int:
        assert at.tzinfo is not None
        amount = left.pop(0)
        if amount == 0:
            done.set()
        return amount

    with looping(work) as loop:
        loop.wake()
        assert done.wait(LIMIT_S)
    assert left == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("gone"), "The test waits for the database: gone"),
        (ValueError("odd"), "The test failed and goes on."),
    ],
)
def test_whatever_fails_is_logged_and_tried_again(
    error: Exception, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    calls, again = [], threading.Event()

    def work(*, at: datetime) -> int:
        calls.append(at)
        if len(calls) == 1:
            raise error
        again.set()
        return 0

    caplog.set_level(logging.WARNING)
    with looping(work) as loop:
        loop.wake()
        assert again.wait(LIMIT_S)
    assert words in caplog.messages


def test_a_loop_that_was_stopped_before_its_start_does_nothing() -> None:
    def work(*, at: datetime) -> int:
        raise AssertionError

    loop = Loop("test", work)
    loop.stop()
    loop.start()
    loop.join(LIMIT_S)
    assert not loop.is_alive()


def test_a_stop_waits_for_the_piece_of_work_at_hand() -> None:
    begun, go_on, finished = threading.Event(), threading.Event(), []

    def work(*, at: datetime) -> int:
        begun.set()
        go_on.wait(LIMIT_S)
        finished.append(at)
        return 1  # there would be more

    with looping(work) as loop:
        loop.wake()
        begun.wait(LIMIT_S)
        loop.stop()
        go_on.set()
    assert len(finished) == 1
