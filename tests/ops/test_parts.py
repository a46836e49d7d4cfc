import logging
from dataclasses import dataclass, field

import pytest

from progres.ops.parts import DELAYS_S, STEADY_S, Keeper
from progres.ops.refusal import CannotRun

BEGIN_S = 1_000_000.0


@dataclass
class Frail:
    """A part that ends when told to and counts its starts."""

    name: str = "frail"
    pid: int | None = 7
    starts: int = 0
    refuses: bool = False
    heals: bool = field(default=True)

    def start(self) -> None:
        self.starts += 1
        if self.refuses:
            raise CannotRun("The disk is full; make room.")
        self.pid = 8 if self.heals else None


def test_a_part_that_runs_is_left_alone() -> None:
    part = Frail()
    keeper = Keeper(part=part)

    keeper.look(BEGIN_S)
    keeper.look(BEGIN_S + 100)

    assert part.starts == 0


def test_a_part_that_keeps_ending_is_started_later_each_time() -> None:
    part = Frail(heals=False)
    keeper = Keeper(part=part)
    part.pid = None
    now = BEGIN_S

    for delay_s in (*DELAYS_S, DELAYS_S[-1]):
        keeper.look(now)
        before = part.starts
        keeper.look(now + delay_s - 0.01)
        assert part.starts == before
        now += delay_s
        keeper.look(now)
        assert part.starts == before + 1


def test_a_part_that_ran_for_long_is_started_again_at_once() -> None:
    part = Frail(heals=False, pid=None)
    keeper = Keeper(part=part)
    now = BEGIN_S
    for delay_s in DELAYS_S:
        keeper.look(now)
        now += delay_s
        keeper.look(now)

    now += STEADY_S
    keeper.look(now)
    starts = part.starts
    keeper.look(now + DELAYS_S[0])

    assert part.starts == starts + 1


def test_a_part_that_cannot_start_says_why_and_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    part = Frail(pid=None, refuses=True)
    keeper = Keeper(part=part)

    with caplog.at_level(logging.ERROR):
        keeper.look(BEGIN_S)
        keeper.look(BEGIN_S + DELAYS_S[0])
    assert "frail: The disk is full; make room." in caplog.text

    part.refuses = False
    keeper.look(BEGIN_S + 1)
    keeper.look(BEGIN_S + 1 + DELAYS_S[1])
    assert part.pid == 8
