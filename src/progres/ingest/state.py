"""What an uplink changes in the newest state of its device: pure decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from progres.alarms.rules import Limit, exceeds
from progres.codecs.values import Value
from progres.kit.clock import EPOCH
from progres.lorawan.uplink import Uplink

AHEAD = timedelta(seconds=30)  # what a gateway's clock may run before ours
LIVE = timedelta(minutes=5)  # between measurement and receipt, to be news
FIRST_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # a clock before this was never set


@dataclass(slots=True)
class State:
    """A row of `latest`, locked; `values` holds [epoch in ms, value] by key."""

    tenant_id: int
    device_id: int
    ts: datetime | None = None
    last_seen_at: datetime | None = None
    f_cnt: int | None = None
    values: dict[str, list[object]] = field(default_factory=dict)
    rssi_dbm: float | None = None
    snr_db: float | None = None
    gateway_id: str | None = None
    battery_percent: float | None = None
    battery_at: datetime | None = None
    frames: bytes = b""
    watched: bool = False


def time_of(sent_at: datetime | None, received_at: datetime) -> datetime:
    """Return the time that counts: the frame's own, unless its clock is wrong."""
    if sent_at is None or not FIRST_TIME <= sent_at <= received_at + AHEAD:
        return received_at
    return sent_at


def is_live(ts: datetime, received_at: datetime, state: State, *, late: bool) -> bool:
    """Say whether a frame is news: not held back, and not older than what is known."""
    newest = state.last_seen_at
    return not late and received_at - ts <= LIVE and (newest is None or ts >= newest)


def advance(
    state: State, uplink: Uplink, ts: datetime, values: Mapping[str, Value]
) -> None:
    """Move the state on; what is newer already stays."""
    if state.last_seen_at is None or ts >= state.last_seen_at:
        state.last_seen_at = ts
        state.f_cnt = uplink.f_cnt
        _note_reception(state, uplink)
    if uplink.battery_percent is not None:
        note_battery(state, uplink.battery_percent, ts)
    add_values(state, ts, values)


def add_values(state: State, ts: datetime, values: Mapping[str, Value]) -> None:
    """Keep each value that is not older than the one known under its key."""
    if not values:
        return
    if state.ts is None or ts >= state.ts:
        state.ts = ts
    epoch_ms = (ts - EPOCH) // timedelta(milliseconds=1)
    for key, value in values.items():
        known = state.values.get(key)
        if known is None or epoch_ms >= known[0]:  # type: ignore[operator] # a number
            state.values[key] = [epoch_ms, value]


def note_battery(state: State, percent: float, ts: datetime) -> None:
    """Keep a battery level unless a newer one is known."""
    if state.battery_at is None or ts >= state.battery_at:
        state.battery_percent = percent
        state.battery_at = ts


def watched_values(
    limits: Iterable[Limit], values: Mapping[str, Value], *, watched: bool
) -> dict[str, float]:
    """Return the values that may change an alarm's state; empty where none can.

    With an alarm open or about to be raised (`watched`) every value of a rule counts,
    otherwise only one that exceeds its limit.
    """
    numbers = {
        limit.key: float(value)
        for limit in limits
        if isinstance(value := values.get(limit.key), int | float)
    }
    if watched or any(
        exceeds(limit, numbers[limit.key]) for limit in limits if limit.key in numbers
    ):
        return numbers
    return {}


def _note_reception(state: State, uplink: Uplink) -> None:
    best = max(
        uplink.receptions,
        key=lambda r: (r.snr_db or 0.0, r.rssi_dbm or -200.0),
        default=None,
    )
    if best is not None:
        state.rssi_dbm = best.rssi_dbm
        state.snr_db = best.snr_db
        state.gateway_id = best.gateway_id
