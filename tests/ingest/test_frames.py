import functools

from hypothesis import given
from hypothesis import strategies as st

from progres.ingest.frames import (
    COPY_WINDOW,
    REMEMBERED,
    Frame,
    find_original,
    remember,
    unpack,
)

SIGNED = st.integers(-(2**63), 2**63 - 1)
FRAMES = st.lists(st.builds(Frame, SIGNED, SIGNED, SIGNED), max_size=2 * REMEMBERED)
MINUTE = 60 * 1_000_000


def pack(*frames: Frame) -> bytes:
    return functools.reduce(remember, frames, b"")


@given(FRAMES)
def test_the_last_frames_come_back_as_they_were(frames: list[Frame]) -> None:
    assert unpack(pack(*frames)) == frames[-REMEMBERED:]


@given(st.integers(-COPY_WINDOW, COPY_WINDOW), st.integers(0, 2**50))
def test_the_same_key_within_the_window_is_a_copy(shift: int, ts: int) -> None:
    original = Frame(7, ts, ts)
    assert find_original(pack(original), 7, ts + shift) == original


@given(st.integers(COPY_WINDOW + 1, 2**40), st.sampled_from([-1, 1]))
def test_the_same_key_beyond_the_window_is_another_frame(shift: int, sign: int) -> None:
    assert find_original(pack(Frame(7, 0, 0)), 7, sign * shift) is None


@given(FRAMES, SIGNED)
def test_a_new_key_is_never_a_copy(frames: list[Frame], ts: int) -> None:
    others = [frame for frame in frames if frame.key != 7]
    assert find_original(pack(*others), 7, ts) is None


def test_a_key_that_returns_after_other_frames_is_a_new_start() -> None:
    frames = [Frame(0, 0, 0), Frame(1, MINUTE, MINUTE), Frame(2, 2 * MINUTE, 0)]
    assert find_original(pack(*frames), 0, 3 * MINUTE) is None


def test_a_copy_within_a_minute_is_one_whatever_came_in_between() -> None:
    frames = [Frame(0, 0, 0), Frame(1, MINUTE // 2, MINUTE // 2)]
    assert find_original(pack(*frames), 0, MINUTE) == frames[0]
    assert find_original(pack(*frames), 0, MINUTE + 1) is None


def test_a_copy_that_comes_after_other_frames_is_still_a_copy() -> None:
    frames = [Frame(0, 0, 0), Frame(1, MINUTE, MINUTE)]
    assert find_original(pack(*frames), 0, 1_000_000) == frames[0]
