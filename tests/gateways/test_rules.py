from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from progres.gateways.rules import (
    REMIND_EVERY,
    STATUS_INTERVAL,
    UPLINK_INTERVAL,
    GatewayState,
    News,
    Standing,
    Watching,
    check,
    interval_of,
)
from tests.world import NOON

MINUTE = timedelta(minutes=1)
WATCHING = Watching(interval=timedelta(seconds=30))
NEW = Standing(since=NOON)

# Minutes from one check to the next, and whether a sign of life came in between.
STEPS = st.lists(
    st.tuples(st.sampled_from([1, 1, 1, 5, 30, 400]), st.booleans()), max_size=80
)
WATCHINGS = st.builds(
    Watching,
    interval=st.sampled_from([timedelta(seconds=30), 10 * MINUTE]),
    delay=st.sampled_from([0 * MINUTE, 10 * MINUTE, 60 * MINUTE]),
)


class Watched:
    """A gateway and the checks of it, minute by minute."""

    def __init__(self, watching: Watching = WATCHING) -> None:
        self.standing, self.watching = NEW, watching
        self.now, self.seen_at = NOON, None
        self.news: list[tuple[datetime, News]] = []

    now: datetime
    seen_at: datetime | None

    def live(self, minutes: int, *, is_heard: bool, every: int = 1) -> None:
        """Let time go by, with a check each minute and a sign of life before each."""
        for _ in range(0, minutes, every):
            self.now += every * MINUTE
            if is_heard:
                self.seen_at = self.now - timedelta(seconds=1)
            self.judge()

    def judge(self) -> None:
        self.standing, news = check(
            self.standing, self.watching, seen_at=self.seen_at, at=self.now
        )
        if news is not None:
            self.news.append((self.now, news))

    def state(self) -> GatewayState:
        return self.standing.state

    @property
    def told(self) -> list[News]:
        return [news for _, news in self.news]


def test_a_gateway_that_was_never_heard_is_no_alarm() -> None:
    gateway = Watched()

    gateway.live(600, is_heard=False)

    assert gateway.state() is GatewayState.NEVER_SEEN
    assert not gateway.news


def test_a_silent_gateway_is_late_first_and_offline_after_the_delay() -> None:
    gateway = Watched()
    gateway.live(3, is_heard=True)
    assert gateway.state() is GatewayState.ONLINE

    gateway.live(2, is_heard=False)
    assert gateway.state() is GatewayState.LATE

    gateway.live(9, is_heard=False)
    assert gateway.state() is GatewayState.LATE
    gateway.live(2, is_heard=False)
    assert gateway.state() is GatewayState.OFFLINE
    assert gateway.told == [News.OFFLINE]


def test_one_check_alone_makes_no_gateway_offline() -> None:
    gateway = Watched()
    gateway.live(1, is_heard=True)

    gateway.live(60, is_heard=False, every=60)  # the worker stood still

    assert gateway.state() is GatewayState.LATE
    gateway.live(1, is_heard=False)
    assert gateway.state() is GatewayState.OFFLINE


def test_one_sign_of_life_brings_no_gateway_back() -> None:
    gateway = Watched()
    gateway.live(1, is_heard=True)
    gateway.live(20, is_heard=False)

    gateway.live(1, is_heard=True)
    gateway.judge()  # the same sign of life, seen twice
    assert gateway.state() is GatewayState.OFFLINE

    gateway.live(1, is_heard=True)
    assert gateway.state() is GatewayState.ONLINE
    assert gateway.told == [News.OFFLINE, News.BACK]


def test_a_sign_of_life_now_and_then_leaves_it_offline() -> None:
    gateway = Watched()
    gateway.live(1, is_heard=True)
    gateway.live(20, is_heard=False)

    for _ in range(10):
        gateway.live(1, is_heard=True)
        gateway.live(10, is_heard=False)

    assert gateway.state() is GatewayState.OFFLINE
    assert gateway.told == [News.OFFLINE]


def test_people_are_reminded_every_six_hours() -> None:
    gateway = Watched()
    gateway.live(1, is_heard=True)

    gateway.live(13 * 60, is_heard=False)

    assert gateway.told == [News.OFFLINE, News.STILL_OFFLINE, News.STILL_OFFLINE]
    first, second, third = (at for at, _ in gateway.news)
    assert second - first == third - second == REMIND_EVERY


def test_of_a_gateway_that_is_not_monitored_nothing_is_told() -> None:
    gateway = Watched(replace(WATCHING, monitored=False))
    gateway.live(1, is_heard=True)
    gateway.live(60, is_heard=False)
    gateway.live(5, is_heard=True)

    assert not gateway.news


def test_who_begins_to_monitor_an_offline_gateway_is_told_at_once() -> None:
    gateway = Watched(replace(WATCHING, monitored=False))
    gateway.live(1, is_heard=True)
    gateway.live(60, is_heard=False)

    gateway.watching = WATCHING
    gateway.live(1, is_heard=False)

    assert gateway.told == [News.OFFLINE]


def test_how_often_it_should_be_heard_follows_from_what_it_sends() -> None:
    just_now, long_ago = NOON - MINUTE, NOON - timedelta(days=2)

    assert interval_of(None, status_at=just_now, at=NOON) == STATUS_INTERVAL
    assert interval_of(None, status_at=long_ago, at=NOON) == UPLINK_INTERVAL
    assert interval_of(None, status_at=None, at=NOON) == UPLINK_INTERVAL
    assert interval_of(MINUTE, status_at=just_now, at=NOON) == MINUTE


@given(WATCHINGS, STEPS)
def test_no_two_mails_contradict_each_other_before_it_is_confirmed(
    watching: Watching, steps: list[tuple[int, bool]]
) -> None:
    gateway = Watched(watching)
    for minutes, is_heard in steps:
        gateway.live(minutes, is_heard=is_heard, every=minutes)

    before: tuple[datetime, News] | None = None
    for at, news in gateway.news:
        if before is None:
            assert news is News.OFFLINE
        elif news is News.BACK:
            assert before[1] is not News.BACK
            assert at - before[0] >= MINUTE  # two checks, with news each
        elif news is News.STILL_OFFLINE:
            assert before[1] is not News.BACK
            assert at - before[0] >= REMIND_EVERY
        else:
            assert before[1] is News.BACK
            assert at - before[0] >= watching.offline_after
        before = at, news


@given(WATCHINGS, STEPS)
def test_a_check_that_is_done_again_changes_nothing(
    watching: Watching, steps: list[tuple[int, bool]]
) -> None:
    once, twice = Watched(watching), Watched(watching)
    for minutes, is_heard in steps:
        once.live(minutes, is_heard=is_heard, every=minutes)
        twice.live(minutes, is_heard=is_heard, every=minutes)
        if twice.standing.checks == 0:  # a second look would confirm the first
            twice.judge()

    assert twice.told == once.told
    assert twice.state() is once.state()
