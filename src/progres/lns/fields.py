"""What the messages of all network servers are made of, and how it fails."""

from binascii import a2b_base64
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from progres.kit.refusal import Refusal, Said
from progres.lns.json_words import what_is_malformed, what_is_wrong
from progres.lorawan.eui import shown
from progres.lorawan.uplink import LocationSolved, Reception

T = TypeVar("T")

# The bounds also refuse NaN and infinity, which some senders write as text.
Number = Annotated[float, Meta(ge=-1e6, le=1e6)]
Counter = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Port = Annotated[int, Meta(ge=0, le=255)]
DataRate = Annotated[int, Meta(ge=0, le=15)]
Hertz = Annotated[int, Meta(ge=0, le=2**32 - 1)]
SpreadingFactor = Annotated[int, Meta(ge=0, le=12)]
Margin = Annotated[int, Meta(ge=-128, le=127)]  # dB
Percent = Annotated[float, Meta(ge=0, le=100)]
Text = str | int

_LORAWAN_BEGAN = datetime(2015, 1, 1, tzinfo=UTC)
_LONGEST_PAYLOAD = 255  # bytes; a LoRa radio frame carries no more


class UnreadableMessage(Refusal):
    """The body is not a message of this network server.

    Its text is one sentence of at most 300 characters: what was given, what is
    wrong, what would be right. It never contains the payload.
    """


class Position(Struct, frozen=True, gc=False):
    """Degrees (WGS 84) and metres, as ChirpStack and The Things Stack name them."""

    latitude: Number = 0.0
    longitude: Number = 0.0
    altitude: Number = 0.0
    accuracy: Number = 0.0
    source: Text = ""

    @property
    def is_known(self) -> bool:
        """False for 0/0, which is what an unset position looks like."""
        return (
            (self.latitude != 0 or self.longitude != 0)
            and -90 <= self.latitude <= 90
            and -180 <= self.longitude <= 180
        )


def decode(decoder: msgspec.json.Decoder[T], body: bytes, *, sender: str) -> T:
    """Decode a JSON body; raises UnreadableMessage and nothing else."""
    try:
        body.decode()  # the decoder does not look into fields it leaves out
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        what, place = what_is_wrong(str(error))
        raise UnreadableMessage(
            "This message of %(sender)s is wrong at %(place)s: %(what)s.",
            sender=sender,
            place=place,
            what=what,
        ) from None
    except UnicodeDecodeError:
        problem = Said("it is not UTF-8")
    except RecursionError:
        problem = Said("it is nested too deeply")
    except msgspec.DecodeError as error:
        problem = what_is_malformed(str(error))
    raise UnreadableMessage(
        "The body cannot be read as JSON (%(problem)s); %(sender)s sends one JSON "
        "object in UTF-8.",
        problem=problem,
        sender=sender,
    )


def read_time(text: str) -> datetime | None:
    """Read an RFC 3339 time; the result is in UTC, nanoseconds are cut off.

    None if the text is empty or the time is older than LoRaWAN: the zero time of
    Go, of Unix, of GPS and of a GPS receiver that has lost count of its weeks all
    mean that a clock was not set. Raises UnreadableMessage.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableMessage(
            "'%(text)s' is not a time with an offset, such as "
            "2026-05-12T07:15:03.601Z.",
            text=shown(text),
        ) from None
    return moment if moment >= _LORAWAN_BEGAN else None


def read_payload(text: str, *, field: str) -> bytes:
    """Read base64 with or without its padding. Raises UnreadableMessage."""
    try:
        payload = a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except ValueError:
        raise UnreadableMessage(
            "The payload in %(field)s is not base64; it has characters or a length "
            "that base64 does not have.",
            field=field,
        ) from None
    if len(payload) > _LONGEST_PAYLOAD:
        raise UnreadableMessage(
            "The payload in %(field)s has %(size)s bytes; a LoRaWAN frame carries at "
            "most %(most)s.",
            field=field,
            size=len(payload),
            most=_LONGEST_PAYLOAD,
        )
    return payload


def clean(text: Text, limit: int = 100) -> str:
    """Return at most `limit` characters, without the NUL no database takes."""
    return str(text)[:limit].replace("\x00", "\ufffd")


def heard_by(
    gateway_id: str,
    *,
    rssi_dbm: float | None,
    snr_db: float | None,
    position: Position | None = None,
    received_at: datetime | None = None,
) -> Reception:
    """Make a Reception; a position that is not on the globe is left out."""
    known = position if position is not None and position.is_known else None
    return Reception(
        gateway_id=gateway_id,
        rssi_dbm=rssi_dbm,
        snr_db=snr_db,
        latitude=known.latitude if known else None,
        longitude=known.longitude if known else None,
        altitude_m=known.altitude if known else None,
        received_at=received_at,
    )


def solved_location(
    dev_eui: str, at: datetime | None, position: Position
) -> LocationSolved:
    """Make a LocationSolved. Raises UnreadableMessage if the position is none."""
    if not position.is_known:
        raise UnreadableMessage(
            "The solved location is 0/0 or outside the globe; latitude is "
            "-90 to 90 and longitude -180 to 180 degrees."
        )
    return LocationSolved(
        dev_eui=dev_eui,
        at=at,
        latitude=position.latitude,
        longitude=position.longitude,
        altitude_m=position.altitude,
        accuracy_m=position.accuracy or None,
        source=clean(position.source) or None,
    )
