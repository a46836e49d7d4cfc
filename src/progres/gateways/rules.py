"""When a gateway is online, late or offline, and what is told of it: pure decisions."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

STATUS_INTERVAL = timedelta(seconds=30)  # of gateways whose status is delivered
UPLINK_INTERVAL = timedelta(minutes=10)  # of those known by uplinks alone
STATUS_COUNTS = timedelta(days=1)  # a gateway without status for longer has none
LATE_AFTER = 2  # intervals without a sign of life
ALARM_DELAY = timedelta(minutes=10)
REMIND_EVERY = timedelta(hours=6)
CHECKS = 2  # in a row that must agree, in either direction


class GatewayState(StrEnum):
    """How a gateway is; `late` is the time in which nobody is woken yet."""

    ONLINE = "online"
    LATE = "late"
    OFFLINE = "offline"
    NEVER_SEEN = "never_seen"


class News(StrEnum):
    """What is to be told of a gateway."""

    OFFLINE = "offline"
    STILL_OFFLINE = "still_offline"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """How a gateway is watched: how often it should be heard, and who is woken when."""

    interval: timedelta
    delay: timedelta = ALARM_DELAY
    monitored: bool = True

    @property
    def late_after(self) -> timedelta:
        return LATE_AFTER * self.interval

    @property
    def offline_after(self) -> timedelta:
        """The delay begins when the gateway is late."""
        return self.late_after + self.delay


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the checks before led to.

    `checks` in a row spoke against the state, the last one of them knew `seen_at`.
    `told_at` is when people were told that it is offline and `reminded_at` when last;
    both are None while they believe it to be online.
    """

    state: GatewayState = GatewayState.NEVER_SEEN
    since: datetime
    checks: int = 0
    seen_at: datetime | None = None
    told_at: datetime | None = None
    reminded_at: datetime | None = None


def interval_of(
    chosen: timedelta | None, *, status_at: datetime | None, at: datetime
) -> timedelta:
    """Return how often a gateway should be heard: as chosen, or by what it sends."""
    if chosen is not None:
        return chosen
    if status_at is not None and at - status_at <= STATUS_COUNTS:
        return STATUS_INTERVAL
    return UPLINK_INTERVAL


def check(
    standing: Standing, watching: Watching, *, seen_at: datetime | None, at: datetime
) -> tuple[Standing, News | None]:
    """Judge a gateway by its last sign of life; return where it stands and what to tell.

    It is late at once. It is offline when CHECKS in a row found it silent for too long,
    and online again when CHECKS found a new sign of life each, with no silence between.
    """
    moved = _moved(standing, watching, seen_at, at)
    return _told(moved, watching, at)


def _moved(
    standing: Standing, watching: Watching, seen_at: datetime | None, at: datetime
) -> Standing:
    if seen_at is None:
        return standing
    silence = at - seen_at
    if standing.state is GatewayState.OFFLINE:
        return _from_offline(
            standing, seen_at, at, is_late=silence > watching.late_after
        )
    if silence <= watching.late_after:
        return _in_state(standing, GatewayState.ONLINE, at)
    if silence <= watching.offline_after:
        return _in_state(standing, GatewayState.LATE, at)
    if standing.checks + 1 < CHECKS:
        late = _in_state(standing, GatewayState.LATE, at)
        return replace(late, checks=standing.checks + 1)
    return _in_state(standing, GatewayState.OFFLINE, at, seen_at=seen_at)


def _from_offline(
    standing: Standing, seen_at: datetime, at: datetime, *, is_late: bool
) -> Standing:
    if is_late:
        return replace(standing, checks=0, seen_at=seen_at)
    if standing.seen_at is not None and seen_at <= standing.seen_at:
        return standing
    if standing.checks + 1 < CHECKS:
        return replace(standing, checks=standing.checks + 1, seen_at=seen_at)
    return _in_state(standing, GatewayState.ONLINE, at)


def _in_state(
    standing: Standing,
    state: GatewayState,
    at: datetime,
    *,
    seen_at: datetime | None = None,
) -> Standing:
    since = standing.since if state is standing.state else at
    return replace(standing, state=state, since=since, checks=0, seen_at=seen_at)


def _told(
    standing: Standing, watching: Watching, at: datetime
) -> tuple[Standing, News | None]:
    told, reminded = standing.told_at, standing.reminded_at
    if not watching.monitored:
        return replace(standing, told_at=None, reminded_at=None), None
    if standing.state is not GatewayState.OFFLINE:
        silent = replace(standing, told_at=None, reminded_at=None)
        return silent, News.BACK if told is not None else None
    if told is None:
        return replace(standing, told_at=at, reminded_at=at), News.OFFLINE
    if reminded is None or at - reminded >= REMIND_EVERY:
        return replace(standing, reminded_at=at), News.STILL_OFFLINE
    return standing, None
