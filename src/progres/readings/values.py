"""What the queries of readings answer with; all times are aware and in UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from progres.devices.models import Device
from progres.kit.clock import EPOCH
from progres.readings.rules import Resolution, UplinkState

Value: TypeAlias = float | bool | str | list[Any] | None
RawPoint: TypeAlias = tuple[datetime, Value]
BucketPoint: TypeAlias = tuple[datetime, float, float, float, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Values of one key in time order; times without a value are absent.

    A point is (time, value), or of a bucket (its start, min, avg, max, count). `unit`
    is "" where the device type gives none. `truncated` says that there are more values
    than were asked for; the newest are missing then. `resolution` is the finest that the
    viewer may see of this period, None where everything is shown; of it only whole parts
    that are over are there.
    """

    key: str
    unit: str
    points: Sequence[RawPoint] | Sequence[BucketPoint]
    truncated: bool = False
    resolution: Resolution | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrentValue:
    """The newest value of a key, with what its device type says of it.

    Of a key that the type does not know the labels are the key, the kind is ''.
    """

    key: str
    label_de: str
    label_en: str
    unit: str
    kind: str
    ts: datetime
    value: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Latest:
    """The newest state of a device; `None` where it has told nothing of it yet.

    `last_seen_at` is the time of the newest frame and `ts` that of the newest with
    values: the frames' own times, ours only where they have none that can be right.
    `values` maps each key to the time and the value of its newest reading.
    """

    device_id: int
    ts: datetime | None
    last_seen_at: datetime | None
    f_cnt: int | None
    values: Mapping[str, tuple[datetime, Value]]
    rssi_dbm: float | None
    snr_db: float | None
    gateway_id: str | None
    battery_percent: float | None
    battery_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrentState:
    """A device with its newest values, in the order of its type; None: never heard."""

    device: Device
    latest: Latest | None
    values: Sequence[CurrentValue]


@dataclass(frozen=True, kw_only=True, slots=True)
class UplinkRow:
    """One uplink as it came; `sent_at` is what the network server said, if anything."""

    device_id: int
    received_at: datetime
    frame_key: int
    connection_id: int
    ts: datetime
    sent_at: datetime | None
    late: bool
    f_cnt: int
    f_port: int | None
    payload: bytes
    radio: Mapping[str, Any]
    receptions: Sequence[Mapping[str, Any]]
    state: UplinkState
    problem: str | None
    message: str | None
    is_hidden: bool = False  # what it holds is finer than the viewer may see

    @property
    def place(self) -> tuple[datetime, int]:
        """Where the uplink stands in the list: what `before` of `uplinks_of` takes."""
        return self.received_at, self.frame_key


def from_epoch_ms(number: float) -> datetime:
    """Read a time as the front door keeps it in `latest.values`."""
    return EPOCH + timedelta(milliseconds=number)
