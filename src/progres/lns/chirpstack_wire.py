"""The shapes of ChirpStack's events in JSON; only what is used.

Whatever has a default may be missing: ChirpStack 4.0 left out all zero values,
later versions leave them out below `rxInfo`, `txInfo` and `location`.
"""

from msgspec import Struct

from progres.lns.fields import (
    Counter,
    DataRate,
    Hertz,
    Margin,
    Number,
    Percent,
    Port,
    Position,
    SpreadingFactor,
    Text,
)


class Wire(Struct, rename="camel", gc=False):
    """Named as in the JSON form of the protobuf messages."""


class DeviceInfo(Wire):
    dev_eui: str


class Event(Wire):
    device_info: DeviceInfo
    time: str = ""


class AnyEvent(Wire):
    """What events of other names may have."""

    device_info: DeviceInfo | None = None
    time: str = ""


class RxInfo(Wire):
    gateway_id: Text = ""
    rssi: Number = 0.0
    snr: Number = 0.0
    location: Position | None = None
    gw_time: str = ""  # the gateway's clock, since 4.6
    ns_time: str = ""  # the network server's clock, since 4.6
    time: str = ""  # either, before 4.6


class DutyCycleBand(Wire):
    frequency_min: Hertz = 0
    frequency_max: Hertz = 0
    load_max: str = ""
    load_tracked: str = ""


class DutyCycle(Wire):
    """Air time within a window; ChirpStack Concentratord alone tells of it."""

    window: str = ""
    bands: list[DutyCycleBand] = []


class GatewayStats(Wire):
    """What a gateway says of itself every 30 seconds, in `…/event/stats`."""

    gateway_id: Text
    time: str = ""
    rx_packets_received: Counter = 0
    rx_packets_received_ok: Counter = 0
    tx_packets_received: Counter = 0
    tx_packets_emitted: Counter = 0
    tx_packets_per_status: dict[str, Counter] = {}
    duty_cycle_stats: DutyCycle | None = None


class ConnState(Wire):
    """Whether a gateway is connected, in `…/state/conn`; OFFLINE is left out."""

    gateway_id: Text
    state: Text = "OFFLINE"


class RelayRxInfo(Wire):
    dev_eui: str
    rssi: Number = 0.0
    snr: Number = 0.0


class Lora(Wire):
    bandwidth: Hertz = 0
    spreading_factor: SpreadingFactor = 0


class Modulation(Wire):
    lora: Lora | None = None


class TxInfo(Wire):
    frequency: Hertz = 0
    modulation: Modulation | None = None


class JoinServerContext(Wire):
    """Present if only the join server knows the AppSKey."""

    session_key_id: Text = ""


class Up(Event):
    deduplication_id: Text = ""
    dev_addr: str = ""
    adr: bool = False
    dr: DataRate = 0
    f_cnt: Counter | None = None
    f_port: Port = 0
    confirmed: bool = False
    data: str | None = None
    rx_info: list[RxInfo] | None = None
    tx_info: TxInfo | None = None
    relay_rx_info: RelayRxInfo | None = None
    join_server_context: JoinServerContext | None = None


class Joined(Event, kw_only=True):
    dev_addr: str
    join_server_context: JoinServerContext | None = None


class Ack(Event, kw_only=True):
    """Both `ack` and `txack`, which has no `acknowledged`."""

    queue_item_id: Text
    acknowledged: bool = False
    f_cnt_down: Counter = 0


class Status(Event):
    margin: Margin = 0
    external_power_source: bool = False
    battery_level_unavailable: bool = False
    battery_level: Percent = 0.0


class Log(Event):
    level: Text = "INFO"
    code: Text = "UNKNOWN"
    description: Text = ""
    context: dict[str, Text] = {}


class Located(Event, kw_only=True):
    location: Position
