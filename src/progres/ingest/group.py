"""One group of writes, turned into rows while the states of its devices are locked."""

from collections.abc import Sequence
from datetime import date

import orjson

from progres.connections.rules import Outcome
from progres.ingest.frames import Frame, find_original, remember
from progres.ingest.state import (
    State,
    add_values,
    advance,
    forget_future,
    is_live,
    note_battery,
    watched_values,
)
from progres.ingest.writes import (
    StoreBattery,
    StoreContents,
    StoreUnassigned,
    StoreUplink,
)
from progres.kit.clock import from_microseconds, to_microseconds
from progres.readings.rules import UplinkState

Row = tuple[object, ...]
Reception = dict[str, object]
Touching = StoreUplink | StoreContents | StoreBattery  # a device's state

MOST_RECEPTIONS = 100  # of one uplink, its copies included
NOTIFY_LENGTH = 7000  # bytes; PostgreSQL takes less than 8,000


class Group:
    """Rows to write for writes that touch devices, decided in their order."""

    def __init__(self, states: dict[int, State], days: frozenset[date]) -> None:
        self._states = states
        self._days = days
        self._new: dict[tuple[int, int, int], list[Reception]] = {}
        self._uplinks: list[tuple[StoreUplink, list[Reception]]] = []
        self._touched: set[int] = set()
        self.readings: list[Row] = []
        self.late_readings: list[Row] = []
        self.decoded: list[Row] = []
        self.feed: list[Row] = []
        self.deliveries: list[Row] = []
        self.waited: list[Row] = []
        # Receptions for an uplink stored before: its key → what to add.
        self.copies: list[tuple[Row, list[Reception]]] = []

    def add(self, write: Touching) -> str:
        """Take one write and say what becomes of it."""
        state = self._states[write.device_id]
        match write:
            case StoreUplink():
                return self._add_uplink(write, state)
            case StoreContents():
                self._add_contents(write, state)
            case StoreBattery():
                note_battery(state, write.percent, write.ts)
        self._touched.add(write.device_id)
        return Outcome.STORED

    def uplink_rows(self) -> list[Row]:
        """Rows of `uplink`, in the order of its insert."""
        return [
            (
                write.tenant_id,
                write.device_id,
                write.received_at,
                write.frame_key,
                write.connection_id,
                write.ts,
                write.uplink.sent_at,
                write.late,
                write.uplink.f_cnt,
                write.uplink.f_port,
                write.uplink.payload,
                radio_json(write),
                orjson.dumps(receptions).decode(),
                int(write.contents.state),
                write.contents.problem,
                write.contents.message,
            )
            for write, receptions in self._uplinks
        ]

    def state_rows(self) -> list[Row]:
        """Rows of `latest` that changed, in the order of its update."""
        return [_state_row(self._states[device_id]) for device_id in self._touched]

    def told(self) -> list[str]:
        """Return what pages that listen are told: 'tenant:device,tenant:device'."""
        pieces = [
            f"{self._states[device_id].tenant_id}:{device_id}"
            for device_id in self._touched
        ]
        payloads: list[str] = []
        for piece in pieces:
            if payloads and len(payloads[-1]) + len(piece) < NOTIFY_LENGTH:
                payloads[-1] += "," + piece
            else:
                payloads.append(piece)
        return payloads

    def _add_uplink(self, write: StoreUplink, state: State) -> str:
        self._keep_body(write)
        ts = to_microseconds(write.ts)
        original = find_original(state.frames, write.frame_key, ts)
        if original is not None:
            self._add_copy(write, original)
            return Outcome.DUPLICATE
        received = to_microseconds(write.received_at)
        state.frames = remember(state.frames, Frame(write.frame_key, ts, received))
        receptions = write.receptions[:MOST_RECEPTIONS]
        self._uplinks.append((write, receptions))
        self._new[(write.device_id, write.frame_key, received)] = receptions
        if not write.late:  # else its receipt may be long ago
            forget_future(state, write.received_at)
        live = is_live(write.ts, write.received_at, state, late=write.late)
        advance(state, write.uplink, write.ts, write.contents.values)
        self._add_reading(write, write.uplink.f_cnt)
        if live:
            self._feed(write, state)
        self._touched.add(write.device_id)
        return Outcome.STORED

    def _keep_body(self, write: StoreUplink) -> None:
        of = (write.tenant_id, write.device_id)
        if write.body is not None:
            self.deliveries.append(
                (*of, write.received_at, write.frame_key, write.body)
            )
        if write.waited is not None:
            self.waited.append((*of, write.waited.id, write.waited.bodies))

    def _add_copy(self, write: StoreUplink, original: Frame) -> None:
        new = self._new.get((write.device_id, original.key, original.received))
        if new is not None:
            new.extend(unheard(new, write.receptions))
            return
        key = (
            write.tenant_id,
            write.device_id,
            from_microseconds(original.received),
            original.key,
        )
        self.copies.append((key, write.receptions))

    def _add_contents(self, write: StoreContents, state: State) -> None:
        contents = write.contents
        live = is_live(write.ts, write.received_at, state, late=write.late)
        add_values(state, write.ts, contents.values)
        self._add_reading(write, write.f_cnt)
        self.decoded.append(
            (
                write.tenant_id,
                write.device_id,
                write.received_at,
                write.frame_key,
                int(contents.state),
                contents.problem,
                contents.message,
            )
        )
        if live:
            self._feed(write, state)

    def _add_reading(self, write: StoreUplink | StoreContents, f_cnt: int) -> None:
        contents = write.contents
        if contents.state is not UplinkState.DECODED or not contents.values:
            return
        row = (
            write.tenant_id,
            write.device_id,
            write.ts,
            _seq(write.frame_key),
            f_cnt,
            contents.layout_id,
            contents.numbers,
            contents.extra,
        )
        if write.ts.date() in self._days:
            self.readings.append(row)
        else:
            self.late_readings.append(row)

    def _feed(self, write: StoreUplink | StoreContents, state: State) -> None:
        values = watched_values(
            write.limits, write.contents.values, watched=state.watched
        )
        if not values:
            return
        state.watched = True
        self.feed.append(
            (
                write.tenant_id,
                write.device_id,
                write.ts,
                write.received_at,
                orjson.dumps(values).decode(),
            )
        )


def unheard(known: Sequence[Reception], more: Sequence[Reception]) -> list[Reception]:
    """Return the receptions that are not known yet, as many as there is room for."""
    room = max(MOST_RECEPTIONS - len(known), 0)
    few = more[:MOST_RECEPTIONS]
    return [reception for reception in few if reception not in known][:room]


def radio_json(write: StoreUplink | StoreUnassigned) -> str:
    """Return an uplink's radio facts as JSON, without those that are not known."""
    up = write.uplink
    facts = {
        "dev_addr": up.dev_addr,
        "session": up.session,
        "join_eui": up.join_eui,
        "confirmed": up.confirmed or None,
        "adr": up.adr,
        "frequency_hz": up.frequency_hz,
        "spreading_factor": up.spreading_factor,
        "bandwidth_hz": up.bandwidth_hz,
        "data_rate": up.data_rate,
        "delivery_id": up.delivery_id,
        "simulated": up.simulated or None,
        "encrypted": up.encrypted or None,
        "battery_percent": up.battery_percent,
    }
    return orjson.dumps({k: v for k, v in facts.items() if v is not None}).decode()


def _seq(frame_key: int) -> int:
    """Tell frames of the same microsecond apart: the key's low 32 bits, signed."""
    low = frame_key & 0xFFFFFFFF
    return low - (1 << 32) if low >= 1 << 31 else low


def _state_row(state: State) -> Row:
    return (
        state.tenant_id,
        state.device_id,
        state.ts,
        state.last_seen_at,
        state.f_cnt,
        orjson.dumps(state.values).decode(),
        state.rssi_dbm,
        state.snr_db,
        state.gateway_id,
        state.battery_percent,
        state.battery_at,
        state.frames,
        state.watched,
    )
