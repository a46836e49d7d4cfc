"""ChirpStack's protobuf messages, turned into the JSON that stands for them."""

import msgspec
from chirpstack_api.gw import gw_pb2
from chirpstack_api.integration import integration_pb2
from google.protobuf.json_format import MessageToDict
from google.protobuf.json_format import SerializeToJsonError as NoJson
from google.protobuf.message import DecodeError

from progres.lns.fields import UnreadableMessage

_TYPES = {
    "up": integration_pb2.UplinkEvent,
    "join": integration_pb2.JoinEvent,
    "ack": integration_pb2.AckEvent,
    "txack": integration_pb2.TxAckEvent,
    "log": integration_pb2.LogEvent,
    "status": integration_pb2.StatusEvent,
    "location": integration_pb2.LocationEvent,
    "stats": gw_pb2.GatewayStats,
    "conn": gw_pb2.ConnState,
}


def as_json(event: str, body: bytes) -> bytes:
    """Return the event as JSON without its zero values, as ChirpStack 4.0 wrote it.

    One reader then serves both forms. `event` is one of those that have a
    message type. Raises UnreadableMessage.
    """
    try:
        message = _TYPES[event].FromString(body)
        if isinstance(message, integration_pb2.UplinkEvent):
            message.ClearField("object")  # costly, of any depth, and not used
        return msgspec.json.encode(MessageToDict(message))
    except (DecodeError, NoJson, ValueError, OverflowError):
        raise UnreadableMessage(
            "The body is neither JSON nor a protobuf message of the event "
            "'%(event)s'; choose JSON in the HTTP integration of ChirpStack.",
            event=event,
        ) from None
