"""ChirpStack v4: the bodies of its HTTP and MQTT integrations, 4.0 to 4.20."""

from collections.abc import Callable

from msgspec.json import Decoder

from progres.lns.chirpstack_protobuf import as_json
from progres.lns.chirpstack_wire import (
    Ack,
    AnyEvent,
    ConnState,
    GatewayStats,
    Joined,
    JoinServerContext,
    Located,
    Log,
    Lora,
    RelayRxInfo,
    RxInfo,
    Status,
    TxInfo,
    Up,
)
from progres.lns.fields import (
    Text,
    UnreadableMessage,
    clean,
    decode,
    heard_by,
    read_payload,
    read_time,
    solved_location,
)
from progres.lns.gateway_reports import report_of_stats
from progres.lorawan.eui import NotADevAddr, NotAnEui, parse_dev_addr, parse_eui
from progres.lorawan.uplink import (
    DeviceStatus,
    DownlinkEvent,
    GatewayStatus,
    Join,
    LocationSolved,
    Message,
    NetworkLog,
    OtherEvent,
    Reception,
    Uplink,
)

_SENDER = "ChirpStack"
_ANY = Decoder(AnyEvent, strict=False)
_UP = Decoder(Up, strict=False)
_JOINED = Decoder(Joined, strict=False)
_ACK = Decoder(Ack, strict=False)
_STATUS = Decoder(Status, strict=False)
_LOG = Decoder(Log, strict=False)
_LOCATED = Decoder(Located, strict=False)
_STATS = Decoder(GatewayStats, strict=False)
_CONN = Decoder(ConnState, strict=False)


def parse(event: str, body: bytes) -> Message:
    """Read one event; `event` is its name as in `?event=` or in the MQTT topic.

    `stats` and `conn` are those of the gateways' topics (`gateway/EUI/event/stats`,
    `gateway/EUI/state/conn`).
    The body is JSON if it begins with a brace and protobuf otherwise. An event of
    another name, `integration` for example, becomes an OtherEvent. Raises
    UnreadableMessage.
    """
    if not event:
        raise UnreadableMessage(
            "The event has no name; ChirpStack adds it to the address it is "
            "given, such as ?event=up."
        )
    is_json = body.lstrip(b" \t\r\n").startswith(b"{")
    read = _READERS.get(event)
    try:
        if read is None:
            return _read_other(event, body if is_json else b"{}")
        return read(body if is_json else as_json(event, body))
    except (NotAnEui, NotADevAddr) as error:
        raise UnreadableMessage.like(error) from None


def _read_up(body: bytes) -> Uplink:
    up = decode(_UP, body, sender=_SENDER)
    if up.f_cnt is None and up.data is None and not (up.rx_info or up.tx_info):
        raise UnreadableMessage(
            "The event 'up' has neither fCnt nor data, rxInfo or txInfo; "
            "the body seems to belong to another event."
        )
    payload = read_payload(up.data or "", field="data")
    tx_info = up.tx_info or TxInfo()
    lora = (tx_info.modulation and tx_info.modulation.lora) or Lora()
    return Uplink(
        dev_eui=parse_eui(up.device_info.dev_eui),
        f_cnt=up.f_cnt or 0,
        f_port=up.f_port if up.f_port or payload else None,
        payload=payload,
        sent_at=read_time(up.time),
        confirmed=up.confirmed,
        adr=up.adr,
        dev_addr=_dev_addr(up.dev_addr),
        session=_session(up.join_server_context),
        frequency_hz=tx_info.frequency or None,
        spreading_factor=lora.spreading_factor or None,
        bandwidth_hz=lora.bandwidth or None,
        data_rate=up.dr,
        receptions=tuple([_reception(rx) for rx in up.rx_info or () if rx.gateway_id]),
        relay=_relay(up.relay_rx_info),
        delivery_id=clean(up.deduplication_id) or None,
        encrypted=up.join_server_context is not None,
    )


def _reception(rx: RxInfo) -> Reception:
    return heard_by(
        clean(rx.gateway_id).lower(),
        rssi_dbm=rx.rssi,
        snr_db=rx.snr,
        position=rx.location,
        received_at=read_time(rx.gw_time or rx.ns_time or rx.time),
    )


def _relay(relay: RelayRxInfo | None) -> Reception | None:
    if relay is None:
        return None
    return heard_by(parse_eui(relay.dev_eui), rssi_dbm=relay.rssi, snr_db=relay.snr)


def _dev_addr(text: str) -> str | None:
    return parse_dev_addr(text) if text else None


def _session(context: JoinServerContext | None) -> str | None:
    return (clean(context.session_key_id) or None) if context else None


def _read_join(body: bytes) -> Join:
    join = decode(_JOINED, body, sender=_SENDER)
    return Join(
        dev_eui=parse_eui(join.device_info.dev_eui),
        at=read_time(join.time),
        dev_addr=_dev_addr(join.dev_addr),
        session=_session(join.join_server_context),
    )


def _read_ack(body: bytes) -> DownlinkEvent:
    ack = decode(_ACK, body, sender=_SENDER)
    return DownlinkEvent(
        dev_eui=parse_eui(ack.device_info.dev_eui),
        at=read_time(ack.time),
        kind="acknowledged" if ack.acknowledged else "not_acknowledged",
        references=(clean(ack.queue_item_id),),
        f_cnt_down=ack.f_cnt_down,
    )


def _read_txack(body: bytes) -> DownlinkEvent:
    ack = decode(_ACK, body, sender=_SENDER)
    return DownlinkEvent(
        dev_eui=parse_eui(ack.device_info.dev_eui),
        at=read_time(ack.time),
        kind="transmitted",
        references=(clean(ack.queue_item_id),),
        f_cnt_down=ack.f_cnt_down,
    )


def _read_status(body: bytes) -> DeviceStatus:
    status = decode(_STATUS, body, sender=_SENDER)
    unknown = status.external_power_source or status.battery_level_unavailable
    return DeviceStatus(
        dev_eui=parse_eui(status.device_info.dev_eui),
        at=read_time(status.time),
        margin_db=status.margin,
        battery_percent=None if unknown else status.battery_level,
        external_power=status.external_power_source,
    )


def _read_log(body: bytes) -> NetworkLog:
    log = decode(_LOG, body, sender=_SENDER)
    return NetworkLog(
        dev_eui=parse_eui(log.device_info.dev_eui),
        at=read_time(log.time),
        level=clean(log.level),
        code=clean(log.code),
        description=clean(log.description, 1000),
        context={clean(key): clean(text, 1000) for key, text in log.context.items()},
    )


def _read_location(body: bytes) -> LocationSolved:
    event = decode(_LOCATED, body, sender=_SENDER)
    return solved_location(
        parse_eui(event.device_info.dev_eui), read_time(event.time), event.location
    )


def _read_stats(body: bytes) -> GatewayStatus:
    stats = decode(_STATS, body, sender=_SENDER)
    return GatewayStatus(
        gateway_id=_gateway_id(stats.gateway_id),
        at=read_time(stats.time),
        report=report_of_stats(stats),
    )


def _read_conn(body: bytes) -> GatewayStatus:
    conn = decode(_CONN, body, sender=_SENDER)
    return GatewayStatus(
        gateway_id=_gateway_id(conn.gateway_id),
        at=None,
        is_online=conn.state == "ONLINE",
    )


def _gateway_id(text: Text) -> str:
    return parse_eui(str(text))


def _read_other(name: str, body: bytes) -> OtherEvent:
    event = decode(_ANY, body, sender=_SENDER)
    device = event.device_info
    return OtherEvent(
        dev_eui=parse_eui(device.dev_eui) if device else None,
        at=read_time(event.time),
        name=clean(name),
    )


_READERS: dict[str, Callable[[bytes], Message]] = {
    "up": _read_up,
    "join": _read_join,
    "ack": _read_ack,
    "txack": _read_txack,
    "log": _read_log,
    "status": _read_status,
    "location": _read_location,
    "stats": _read_stats,
    "conn": _read_conn,
}
