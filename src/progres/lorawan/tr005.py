"""The QR code on a device: LoRa Alliance TR005, LoRaWAN Device Identification QR Codes.

LW:D0:JoinEUI:DevEUI:ProfileID, then in this order what there is of O (token of the
owner), S (serial number), P (proprietary) and C (checksum), each behind a colon.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from progres.kit.refusal import Refusal
from progres.lorawan.eui import NotAnEui, parse_eui, shown

PREFIX = "LW:D0:"
LONGEST = 500
_PROFILE = re.compile(r"[0-9A-F]{8}")
_CHECKSUM = re.compile(r"(.*):C([0-9A-F]{4})", re.DOTALL)
_EXTENSIONS = "OSP"


class NotAnIdentification(Refusal):
    """The text is not what stands in the QR code of a device."""


@dataclass(frozen=True, kw_only=True)
class Identification:
    """What a device says of itself; EUIs and profile as lower-case hex digits.

    `profile_id` are four digits of the vendor and four of the vendor's device.
    """

    join_eui: str
    dev_eui: str
    profile_id: str
    owner_token: str = ""
    serial_number: str = ""
    proprietary: str = ""


def parse_identification(text: str) -> Identification:
    """Read the text of a QR code; raise NotAnIdentification."""
    wanted = text.strip()
    if not wanted.upper().startswith(PREFIX) or len(wanted) > LONGEST:
        raise NotAnIdentification(
            "'%(text)s' is not the code of a device: that begins with 'LW:D0:', such "
            "as LW:D0:70B3D57ED0000001:24E124710C140001:AB120001.",
            text=shown(text),
        )
    _check_sum(wanted)
    parts = wanted.split(":")
    if len(parts) < 5 or not _PROFILE.fullmatch(parts[4].upper()):
        raise NotAnIdentification(
            "The code breaks off: behind 'LW:D0:' there are JoinEUI, DevEUI and 8 hex "
            "digits of the profile."
        )
    try:
        join_eui, dev_eui = parse_eui(parts[2]), parse_eui(parts[3])
    except NotAnEui as error:
        raise NotAnIdentification.like(error) from None
    known = dict(_extensions(parts[5:]))
    return Identification(
        join_eui=join_eui,
        dev_eui=dev_eui,
        profile_id=parts[4].lower(),
        owner_token=known.get("O", ""),
        serial_number=known.get("S", ""),
        proprietary=known.get("P", ""),
    )


def write_identification(device: Identification) -> str:
    """Write the text of a QR code, with its checksum."""
    parts = [device.join_eui, device.dev_eui, device.profile_id]
    text = PREFIX + ":".join(part.upper() for part in parts)
    values = (device.owner_token, device.serial_number, device.proprietary)
    for letter, value in zip(_EXTENSIONS, values, strict=True):
        if value:
            text += f":{letter}{value}"
    return f"{text}:C{_crc(text):04X}"


def _extensions(parts: list[str]) -> Iterator[tuple[str, str]]:
    for part in parts:
        letter, value = part[:1].upper(), part[1:]
        if letter in _EXTENSIONS and value:
            yield letter, value


def _check_sum(text: str) -> None:
    match = _CHECKSUM.fullmatch(text)
    if match and _crc(match[1]) != int(match[2], 16):
        raise NotAnIdentification(
            "The code was read or typed wrongly: its checksum does not fit. Scan it "
            "again."
        )


def _crc(text: str) -> int:
    """CRC-16 as MODBUS has it, over the text before the checksum."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value
