"""What overviews and lists show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from progres.alarms.models import Alarm
from progres.devices.models import Device
from progres.devices.rules import DeviceState
from progres.readings.values import Latest, Value


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceRow:
    """A device with its state; `latest` is None for one that was never heard."""

    device: Device
    state: DeviceState
    latest: Latest | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DevicePage:
    """Some rows of a list and the number of all that match."""

    rows: Sequence[DeviceRow]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """How an instance and those below stand.

    `counts` has each of the six states. `activity` are the devices heard last, the
    newest first; `open_alarms` the last few that were raised.
    """

    counts: Mapping[DeviceState, int]
    activity: Sequence[DeviceRow]
    open_alarms: Sequence[Alarm]
    open_alarm_count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A part of the earth, in degrees; `west` is not beyond `east`."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, kw_only=True, slots=True)
class MapPoint:
    """A device on the map, or, where `count` is above 1, several near each other.

    The state of several is the worst of them; they have neither id nor name.
    `value` is the newest of the name that was asked for.
    """

    latitude: float
    longitude: float
    state: DeviceState
    count: int
    device_id: int | None
    name: str
    value: Value | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MapView:
    """What a map shows; `is_whole` if each device in it is a point of its own.

    `extent` is the box that was asked for, or else around all; None: there is nothing.
    """

    points: Sequence[MapPoint]
    extent: Box | None
    is_whole: bool
