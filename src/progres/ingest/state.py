"""What an uplink changes in the newest state of its device: pure decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from progres.alarms.rules import Limit, exceeds
from progres.codecs.values import MOST_VALUES, Value
from progres.kit.clock import EPOCH
from progres.lorawan.uplink import Uplink

AHEAD = timedelta(seconds=30)  # what a gateway's clock may run before ours
LIVE = timedelta(minutes=5)  # between measurement and receipt, to be news
MOST_KNOWN = 2 * MOST_VALUES  # keys of a device; a codec may make ever new ones
_UNHEARD_DB = -1000.0  # below every signal that is told
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


def forget_future(state: State, received_at: datetime) -> None:
    """Let what bears a time yet to come not stand in the way of what is true now.

    It was written while our clock was ahead. Without this the device would keep its
    state, and raise no alarm, until that time has come.
    """
    end = received_at + LIVE
    if state.last_seen_at is None or state.last_seen_at <= end:
        return
    end_ms = (end - EPOCH) // timedelta(milliseconds=1)
    state.ts = state.last_seen_at = None
    state.values = {k: v for k, v in state.values.items() if v[0] <= end_ms}  # type: ignore[operator] # a number
    if state.battery_at is not None and state.battery_at > end:
        state.battery_at = None


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
    """Keep each value that is not older than the one known under its key.

    Of more than `MOST_KNOWN` keys the newest stay.
    """
    if not values:
        return
    if state.ts is None or ts >= state.ts:
        state.ts = ts
    epoch_ms = (ts - EPOCH) // timedelta(milliseconds=1)
    for key, value in values.items():
        known = state.values.get(key)
        if known is None or epoch_ms >= known[0]:  # type: ignore[operator] # a number
            state.values[key] = [epoch_ms, value]
    if len(state.values) > MOST_KNOWN:
        newest = sorted(state.values, key=lambda key: state.values[key][0])  # type: ignore[arg-type, return-value] # a number
        state.values = {key: state.values[key] for key in newest[-MOST_KNOWN:]}


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
        key=lambda r: (
            _UNHEARD_DB if r.snr_db is None else r.snr_db,
            _UNHEARD_DB if r.rssi_dbm is None else r.rssi_dbm,
        ),
        default=None,
    )
    if best is not None:
        state.rssi_dbm = best.rssi_dbm
        state.snr_db = best.snr_db
        state.gateway_id = best.gateway_id
