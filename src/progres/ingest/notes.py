"""What the list of last messages says of a message that is no uplink."""

from typing import TypedDict

import orjson

from progres.kit.refusal import Said, facts_to_store
from progres.lorawan.uplink import (
    DeviceStatus,
    DownlinkEvent,
    GatewayStatus,
    Join,
    LocationSolved,
    Message,
    NetworkLog,
    OtherEvent,
)


class Note(TypedDict):
    """The columns of a note; `facts` are JSON, None where the text is not ours."""

    note: str
    facts: str | None


def event_name(message: Message) -> str:
    match message:
        case Join():
            return "join"
        case DownlinkEvent():
            return f"downlink {message.kind}"
        case DeviceStatus():
            return "status"
        case NetworkLog():
            return "log"
        case LocationSolved():
            return "location"
        case GatewayStatus():
            return "gateway"
        case OtherEvent():
            return message.name
        case _:
            return "uplink"


def note_of(message: Message) -> Said | str:
    """Say in a few words what a message says; a string is the network server's own."""
    match message:
        case NetworkLog():
            return f"{message.level} {message.code}: {message.description}"
        case DownlinkEvent():
            return message.reason or ""
        case DeviceStatus():
            return Said("margin %(margin_db)s dB", margin_db=message.margin_db)
        case GatewayStatus():
            return Said(
                "gateway %(gateway)s is not connected", gateway=message.gateway_id
            )
        case Join() if message.dev_addr:
            return Said("DevAddr %(dev_addr)s", dev_addr=message.dev_addr)
        case _:
            return ""


def as_stored(note: Said | str) -> Note:
    """Keep a text of ours apart from its facts, so that pages can translate it."""
    match note:
        case Said():
            facts = orjson.dumps(facts_to_store(note)).decode()
            return Note(note=note.sentence, facts=facts)
        case _:
            return Note(note=note.replace("\x00", "\ufffd"), facts=None)
