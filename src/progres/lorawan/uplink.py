"""What a network server tells about a device, whichever server it is.

Times are aware and in UTC, cut to microseconds. None means that the network
server does not say; a value that its format leaves out because it is zero is 0.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Literal

from msgspec import Struct

DownlinkKind = Literal[
    "queued",  # the network server has taken it
    "sent",  # the network server has handed it to a gateway
    "transmitted",  # a gateway has taken it for its radio
    "acknowledged",  # the device has confirmed it
    "not_acknowledged",  # the device did not confirm it in time
    "failed",  # it will not be sent
    "invalidated",  # a new session made the queue useless
]


class Reception(Struct, frozen=True, kw_only=True, gc=False):
    """How one gateway (or relay) heard a frame.

    `gateway_id` is the EUI as lower-case hex where there is one, otherwise the
    network server's own name of the gateway. The position is the gateway's.
    """

    gateway_id: str
    rssi_dbm: float | None = None
    snr_db: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude_m: float | None = None
    received_at: datetime | None = None


class Uplink(Struct, frozen=True, kw_only=True, gc=False):
    """One frame with what the device wrote into it.

    `f_cnt` is the full 32-bit counter. `f_port` is None for a frame without
    payload. `session` names the session where the network server has a name for
    it. `delivery_id` is the network server's own id of this frame. `battery_percent`
    is what the network server remembers from the last status answer, 0 to 100.
    """

    dev_eui: str
    f_cnt: int
    f_port: int | None
    payload: bytes
    sent_at: datetime | None
    confirmed: bool = False
    adr: bool | None = None
    dev_addr: str | None = None
    session: str | None = None
    join_eui: str | None = None
    frequency_hz: int | None = None
    spreading_factor: int | None = None
    bandwidth_hz: int | None = None
    data_rate: int | None = None
    receptions: tuple[Reception, ...] = ()
    # How the relay heard the device; `receptions` then are of the relay's frame.
    relay: Reception | None = None
    delivery_id: str | None = None
    late: bool = False  # the network server says that it held the frame back
    encrypted: bool = False  # `payload` is still encrypted with the AppSKey
    simulated: bool = False  # made by a test button, not by the device
    battery_percent: float | None = None

    @property
    def at(self) -> datetime | None:
        """The time of the message under the name all messages have it."""
        return self.sent_at


class Join(Struct, frozen=True, kw_only=True, gc=False):
    """The device has joined and has a new session."""

    dev_eui: str
    at: datetime | None
    dev_addr: str | None = None
    session: str | None = None
    join_eui: str | None = None


class DownlinkEvent(Struct, frozen=True, kw_only=True, gc=False):
    """What became of one downlink (or, if invalidated, of several).

    `references` are the ids by which the sender knows it again.
    """

    dev_eui: str
    at: datetime | None
    kind: DownlinkKind
    references: tuple[str, ...] = ()
    f_cnt_down: int | None = None
    reason: str | None = None


class DeviceStatus(Struct, frozen=True, kw_only=True, gc=False):
    """The device's answer to a status request.

    `margin_db` is the SNR of the last request above the demodulation floor, −32 to
    31 dB. `battery_percent` is 0 to 100, None if the device cannot measure it or
    has external power.
    """

    dev_eui: str
    at: datetime | None
    margin_db: int
    battery_percent: float | None
    external_power: bool


class NetworkLog(Struct, frozen=True, kw_only=True, gc=False):
    """The network server complains, of a wrong key or a lost counter for example."""

    dev_eui: str
    at: datetime | None
    level: str
    code: str
    description: str
    context: dict[str, str]


class LocationSolved(Struct, frozen=True, kw_only=True, gc=False):
    """The network server has worked out where the device is."""

    dev_eui: str
    at: datetime | None
    latitude: float
    longitude: float
    altitude_m: float | None = None
    accuracy_m: float | None = None
    source: str | None = None


class TxResult(StrEnum):
    """What became of a transmission, as ChirpStack names it."""

    OK = "OK"
    TOO_LATE = "TOO_LATE"
    TOO_EARLY = "TOO_EARLY"
    COLLISION_PACKET = "COLLISION_PACKET"
    COLLISION_BEACON = "COLLISION_BEACON"
    TX_FREQ = "TX_FREQ"
    TX_POWER = "TX_POWER"
    GPS_UNLOCKED = "GPS_UNLOCKED"
    QUEUE_FULL = "QUEUE_FULL"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    DUTY_CYCLE_OVERFLOW = "DUTY_CYCLE_OVERFLOW"
    UNKNOWN = "UNKNOWN"  # refused, and nobody says why


class UsedBand(Struct, frozen=True, kw_only=True, gc=False):
    """A sub-band with the shares of time in which a gateway sent, and may send."""

    lowest_hz: int
    highest_hz: int
    used: float
    allowed: float

    @property
    def lowest_mhz(self) -> float:
        return self.lowest_hz / 1e6

    @property
    def highest_mhz(self) -> float:
        return self.highest_hz / 1e6

    @property
    def used_percent(self) -> float:
        return round(100 * self.used, 2)

    @property
    def allowed_percent(self) -> float:
        return round(100 * self.allowed, 2)


class GatewayReport(Struct, frozen=True, kw_only=True, gc=False):
    """What a gateway counted since its report before.

    `received_ok` are packets with a good CRC; `bands` are empty where nothing is told.
    """

    received: int
    received_ok: int
    transmissions: Mapping[TxResult, int]
    bands: tuple[UsedBand, ...] = ()


class GatewayStatus(Struct, frozen=True, kw_only=True, gc=False):
    """What a network server says of a gateway itself.

    `gateway_id` is as in a Reception. `is_online` is False where the network server
    has lost the gateway; then this is no sign of life.
    """

    gateway_id: str
    at: datetime | None
    is_online: bool = True
    report: GatewayReport | None = None

    @property
    def dev_eui(self) -> None:
        """No device is meant."""
        return


class OtherEvent(Struct, frozen=True, kw_only=True, gc=False):
    """An event that is understood as such and has no further use here.

    `dev_eui` is None where the message names no device by its EUI.
    """

    dev_eui: str | None
    at: datetime | None
    name: str


Message = (
    Uplink
    | Join
    | DownlinkEvent
    | DeviceStatus
    | NetworkLog
    | LocationSolved
    | GatewayStatus
    | OtherEvent
)


def frame_key(uplink: Uplink) -> int:
    """Return what is the same for all copies of a frame, as signed 64-bit integer.

    It covers the device, its session (or DevAddr, where the network server does not
    name sessions), counter, port and payload. Time, gateways and delivery id differ
    between copies and are left out. The port is in although session and counter
    already tell frames apart: an ABP device that starts counting anew keeps its
    DevAddr, and then the same bytes on another port are another frame, while no
    copy ever changes the port. The value is stored and must never change.
    """
    fields = f"{uplink.dev_eui}|{uplink.f_cnt}|{uplink.f_port}|{len(uplink.payload)}|"
    session = uplink.session or uplink.dev_addr or ""
    digest = blake2b(
        fields.encode() + uplink.payload + session.encode(), digest_size=8
    ).digest()
    return int.from_bytes(digest, "big", signed=True)
