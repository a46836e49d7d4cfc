"""The two identifiers of LoRaWAN that people type: EUI-64 and DevAddr."""

import re

from progres.kit.refusal import Refusal

_EUI = re.compile(r"[0-9a-f]{16}")
_DEV_ADDR = re.compile(r"[0-9a-f]{8}")
_WITHOUT_SEPARATORS = str.maketrans("", "", "-:. ")


class NotAnEui(Refusal):
    """The text given as DevEUI, JoinEUI or gateway EUI is something else."""


class NotADevAddr(Refusal):
    """The text given as device address is something else."""


def parse_eui(text: str) -> str:
    """Return the EUI as 16 lower-case hex digits, however it was written.

    Dashes, colons, dots and blanks between the digits are left out; letters may
    be of any case. Raises NotAnEui, whose text is a sentence for the person who
    gave it.
    """
    eui = text.translate(_WITHOUT_SEPARATORS).lower()
    if not _EUI.fullmatch(eui):
        raise NotAnEui(
            "'%(text)s' is not an EUI: it needs 16 hex digits, "
            "such as 70B3D57ED00612AB.",
            text=shown(text),
        )
    return eui


def parse_dev_addr(text: str) -> str:
    """Return the device address as 8 lower-case hex digits.

    Raises NotADevAddr, whose text is a sentence for the person who gave it.
    """
    dev_addr = text.lower()
    if not _DEV_ADDR.fullmatch(dev_addr):
        raise NotADevAddr(
            "'%(text)s' is not a device address: it needs 8 hex digits, "
            "such as 260B1F3C.",
            text=shown(text),
        )
    return dev_addr


def shown(text: str) -> str:
    """Return what was given as a sentence can quote it: at most 48 characters."""
    printable = repr(text)[1:-1]
    return printable if len(printable) <= 48 else f"{printable[:47]}…"
