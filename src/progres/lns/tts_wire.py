"""The shapes of The Things Stack's messages in JSON; only what is used.

Whatever has a default may be missing: zero values always are, and the field mask of
a webhook can cut any other field away.
"""

import msgspec
from msgspec import Struct

from progres.lns.fields import (
    Counter,
    DataRate,
    Hertz,
    Number,
    Percent,
    Port,
    Position,
    SpreadingFactor,
    Text,
)


class Wire(Struct, gc=False):
    """Named as in the protobuf messages."""


class DeviceIds(Wire):
    device_id: str = ""
    dev_eui: str = ""
    join_eui: str = ""
    dev_addr: str = ""


class GatewayIds(Wire):
    gateway_id: Text = ""
    eui: Text = ""


class PacketBroker(Wire):
    """Says which gateway of another network heard the frame."""

    forwarder_gateway_eui: Text = ""
    forwarder_gateway_id: Text = ""


class RxMetadata(Wire):
    gateway_ids: GatewayIds | None = None
    packet_broker: PacketBroker | None = None
    rssi: Number | None = None
    snr: Number = 0.0
    location: Position | None = None
    time: str = ""  # the gateway's clock
    received_at: str = ""  # the gateway server's clock


class Lora(Wire):
    bandwidth: Hertz = 0
    spreading_factor: SpreadingFactor = 0


class LoraDataRate(Wire):
    lora: Lora | None = None


class Settings(Wire):
    data_rate: LoraDataRate | None = None
    data_rate_index: DataRate | None = None  # until 2021
    frequency: Hertz = 0
    time: str = ""


class Battery(Wire):
    value: Percent = 0.0


class UplinkMessage(Wire):
    session_key_id: Text = ""
    f_port: Port = 0
    f_cnt: Counter = 0
    frm_payload: str = ""
    rx_metadata: list[RxMetadata] | None = None
    settings: Settings | None = None
    received_at: str = ""
    confirmed: bool = False
    last_battery_percentage: Battery | None = None
    # Present if the application server was told to leave the payload encrypted.
    app_s_key: dict[str, msgspec.Raw] | None = None


class JoinAccept(Wire):
    session_key_id: Text = ""
    received_at: str = ""


class Downlink(Wire):
    f_cnt: Counter | None = None
    correlation_ids: list[Text] = []


class ErrorDetails(Wire):
    name: Text = ""
    message_format: Text = ""


class FailedDownlink(Wire):
    downlink: Downlink | None = None
    error: ErrorDetails | None = None


class InvalidatedDownlinks(Wire):
    downlinks: list[Downlink] = []


class SolvedLocation(Wire):
    location: Position


class EntityIds(Wire):
    gateway_ids: GatewayIds | None = None


class GatewayEvent(Wire):
    """An event of a gateway, as the stream of events tells it."""

    name: Text = ""
    time: str = ""
    identifiers: list[EntityIds] = []
    data: msgspec.Raw = msgspec.Raw()  # of each event another shape


class GatewayMetrics(Wire):
    """What the packet forwarder of a gateway counts, in `gs.status.receive`."""

    metrics: dict[str, Number] = {}


class ApplicationUp(Wire):
    result: GatewayEvent | None = None
    end_device_ids: DeviceIds | None = None
    correlation_ids: list[Text] = []
    received_at: str = ""
    simulated: bool = False
    uplink_message: UplinkMessage | None = None
    join_accept: JoinAccept | None = None
    downlink_queued: Downlink | None = None
    downlink_sent: Downlink | None = None
    downlink_ack: Downlink | None = None
    downlink_nack: Downlink | None = None
    downlink_failed: FailedDownlink | None = None
    downlink_queue_invalidated: InvalidatedDownlinks | None = None
    location_solved: SolvedLocation | None = None
