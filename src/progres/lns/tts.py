"""The Things Stack v3: the JSON bodies of its webhooks and of its MQTT server."""

import re
from collections.abc import Iterable
from datetime import datetime

from msgspec import Raw
from msgspec.json import Decoder

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
from progres.lns.gateway_reports import report_of_metrics
from progres.lns.tts_wire import (
    ApplicationUp,
    DeviceIds,
    Downlink,
    FailedDownlink,
    GatewayEvent,
    GatewayIds,
    GatewayMetrics,
    JoinAccept,
    Lora,
    PacketBroker,
    RxMetadata,
    Settings,
    UplinkMessage,
)
from progres.lorawan.eui import NotADevAddr, NotAnEui, parse_dev_addr, parse_eui
from progres.lorawan.uplink import (
    DownlinkEvent,
    DownlinkKind,
    GatewayReport,
    GatewayStatus,
    Join,
    Message,
    OtherEvent,
    Reception,
    Uplink,
)

_SENDER = "The Things Stack"
_UP = Decoder(ApplicationUp, strict=False)
_METRICS = Decoder(GatewayMetrics, strict=False)
_KEYS = Decoder(dict[str, Raw])
_ENVELOPE = {"end_device_ids", "correlation_ids", "received_at", "simulated"}


def parse(body: bytes) -> Message:
    """Read one message; which event it is, only the body's key says.

    An event of a gateway is read as the stream of events (`/api/v3/events`) tells it.

    `uplink_normalized` comes in addition to `uplink_message` for the same frame and
    has no payload: it becomes an OtherEvent, as do `service_data`, events of names
    that are new, and events other than uplinks of a device without DevEUI. Raises
    UnreadableMessage.
    """
    if not body.lstrip(b" \t\r\n").startswith(b"{"):
        raise UnreadableMessage(
            "The body is not a JSON object; choose JSON as the format of the webhook "
            "in The Things Stack, for Protocol Buffers are not read here."
        )
    up = decode(_UP, body, sender=_SENDER)
    try:
        return _read(up) or _other(up, body)
    except (NotAnEui, NotADevAddr) as error:
        raise UnreadableMessage.like(error) from None


def _read(up: ApplicationUp) -> Message | None:
    ids = up.end_device_ids or DeviceIds()
    dev_eui = _dev_eui(ids)
    if up.uplink_message is not None:
        return _uplink(up, up.uplink_message, ids, dev_eui)
    if up.result is not None:
        return _gateway_status(up.result)
    if dev_eui is None:
        return None
    at = read_time(up.received_at)
    if up.join_accept is not None:
        return _join(up.join_accept, ids, dev_eui, at)
    if up.location_solved is not None:
        return solved_location(dev_eui, at, up.location_solved.location)
    return _downlink(up, dev_eui, at)


def _gateway_status(event: GatewayEvent) -> GatewayStatus | None:
    """Read an event of a gateway server (`gs.…`); all but a disconnect show it alive."""
    name = str(event.name)
    named = [ids.gateway_ids for ids in event.identifiers if ids.gateway_ids]
    if not name.startswith("gs.") or not named:
        return None
    return GatewayStatus(
        gateway_id=clean(named[0].eui).lower() or clean(named[0].gateway_id),
        at=read_time(event.time),
        is_online=name != "gs.gateway.disconnect",
        report=_report(event.data) if name == "gs.status.receive" else None,
    )


def _report(data: Raw) -> GatewayReport | None:
    """Read what the gateway counts; Basic Station tells nothing of that."""
    if not bytes(data).startswith(b"{"):
        return None
    return report_of_metrics(decode(_METRICS, bytes(data), sender=_SENDER).metrics)


def _dev_eui(ids: DeviceIds) -> str | None:
    """Return the DevEUI, also from the device id that the console proposes."""
    if ids.dev_eui:
        return parse_eui(ids.dev_eui)
    if re.fullmatch(r"eui-[0-9a-f]{16}", ids.device_id):
        return ids.device_id.removeprefix("eui-")
    return None


def _uplink(
    up: ApplicationUp, uplink: UplinkMessage, ids: DeviceIds, dev_eui: str | None
) -> Uplink:
    if dev_eui is None:
        raise UnreadableMessage(
            "The uplink_message has no end_device_ids.dev_eui; give the device a "
            "DevEUI in The Things Stack and do not filter the field out."
        )
    payload = read_payload(uplink.frm_payload, field="frm_payload")
    settings = uplink.settings or Settings()
    lora = (settings.data_rate and settings.data_rate.lora) or Lora()
    battery = uplink.last_battery_percentage
    return Uplink(
        dev_eui=dev_eui,
        f_cnt=uplink.f_cnt,
        f_port=uplink.f_port if uplink.f_port or payload else None,
        payload=payload,
        sent_at=read_time(settings.time)
        or read_time(uplink.received_at)
        or read_time(up.received_at),
        confirmed=uplink.confirmed,
        dev_addr=_dev_addr(ids),
        session=clean(uplink.session_key_id) or None,
        join_eui=_join_eui(ids),
        frequency_hz=settings.frequency or None,
        spreading_factor=lora.spreading_factor or None,
        bandwidth_hz=lora.bandwidth or None,
        data_rate=settings.data_rate_index,
        receptions=_receptions(uplink.rx_metadata or ()),
        delivery_id=_delivery_id(up.correlation_ids),
        encrypted=uplink.app_s_key is not None,
        simulated=up.simulated,
        battery_percent=battery.value if battery else None,
    )


def _dev_addr(ids: DeviceIds) -> str | None:
    return parse_dev_addr(ids.dev_addr) if ids.dev_addr else None


def _join_eui(ids: DeviceIds) -> str | None:
    return parse_eui(ids.join_eui) if ids.join_eui else None


def _receptions(heard: Iterable[RxMetadata]) -> tuple[Reception, ...]:
    return tuple(
        [
            heard_by(
                gateway_id,
                rssi_dbm=rx.rssi,
                # Networks behind Packet Broker may keep the signal to themselves;
                # an SNR that is missing alone is 0 dB.
                snr_db=None if rx.rssi is None else rx.snr,
                position=rx.location,
                received_at=read_time(rx.time) or read_time(rx.received_at),
            )
            for rx in heard
            if (gateway_id := _gateway_id(rx))
        ]
    )


def _gateway_id(rx: RxMetadata) -> str:
    own = rx.gateway_ids or GatewayIds()
    foreign = rx.packet_broker or PacketBroker()
    eui = foreign.forwarder_gateway_eui or own.eui
    if eui:
        return clean(eui).lower()
    return clean(foreign.forwarder_gateway_id or own.gateway_id)


def _delivery_id(correlation_ids: list[Text]) -> str | None:
    """Prefer the network server's id: each gateway has its own `gs:uplink:` id."""
    for prefix in ("ns:uplink:", "gs:uplink:"):
        for name in correlation_ids:
            if isinstance(name, str) and name.startswith(prefix):
                return clean(name)
    return None


def _join(join: JoinAccept, ids: DeviceIds, dev_eui: str, at: datetime | None) -> Join:
    return Join(
        dev_eui=dev_eui,
        at=read_time(join.received_at) or at,
        dev_addr=_dev_addr(ids),
        session=clean(join.session_key_id) or None,
        join_eui=_join_eui(ids),
    )


def _downlink(
    up: ApplicationUp, dev_eui: str, at: datetime | None
) -> DownlinkEvent | None:
    events: tuple[tuple[DownlinkKind, Downlink | None], ...] = (
        ("queued", up.downlink_queued),
        ("sent", up.downlink_sent),
        ("acknowledged", up.downlink_ack),
        ("not_acknowledged", up.downlink_nack),
    )
    for kind, downlink in events:
        if downlink is not None:
            return DownlinkEvent(
                dev_eui=dev_eui,
                at=at,
                kind=kind,
                references=_references([downlink]),
                # The counter is given when the network server sends, not before.
                f_cnt_down=downlink.f_cnt if kind == "queued" else downlink.f_cnt or 0,
            )
    if up.downlink_failed is not None:
        return _failed(up.downlink_failed, dev_eui, at)
    if up.downlink_queue_invalidated is not None:
        return DownlinkEvent(
            dev_eui=dev_eui,
            at=at,
            kind="invalidated",
            references=_references(up.downlink_queue_invalidated.downlinks),
        )
    return None


def _failed(failed: FailedDownlink, dev_eui: str, at: datetime | None) -> DownlinkEvent:
    downlink = failed.downlink or Downlink()
    error = failed.error
    return DownlinkEvent(
        dev_eui=dev_eui,
        at=at,
        kind="failed",
        references=_references([downlink]),
        f_cnt_down=downlink.f_cnt,
        reason=clean(error.message_format or error.name, 300) if error else None,
    )


def _references(downlinks: list[Downlink]) -> tuple[str, ...]:
    """All correlation ids, in order and each once."""
    names = [clean(name) for downlink in downlinks for name in downlink.correlation_ids]
    return tuple(dict.fromkeys(names))


def _other(up: ApplicationUp, body: bytes) -> OtherEvent:
    ids = up.end_device_ids or DeviceIds()
    for name in decode(_KEYS, body, sender=_SENDER):
        if name not in _ENVELOPE:
            return OtherEvent(
                dev_eui=_dev_eui(ids), at=read_time(up.received_at), name=clean(name)
            )
    raise UnreadableMessage(
        "The message names no event; one of uplink_message, join_accept, downlink_ack "
        "and so on belongs beside end_device_ids."
    )
