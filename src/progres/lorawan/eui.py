"""The two identifiers of LoRaWAN that people type: EUI-64 and DevAddr."""

import re

_EUI = re.compile(r"[0-9a-f]{16}")
_DEV_ADDR = re.compile(r"[0-9a-f]{8}")
_WITHOUT_SEPARATORS = str.maketrans("", "", "-:. ")


class NotAnEui(ValueError):
    """The text given as DevEUI, JoinEUI or gateway EUI is something else."""


class NotADevAddr(ValueError):
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
            f"{shown(text)} is not an EUI: it needs 16 hex digits, "
            "such as 70B3D57ED00612AB."
        )
    return eui


def parse_dev_addr(text: str) -> str:
    """Return the device address as 8 lower-case hex digits.

    Raises NotADevAddr, whose text is a sentence for the person who gave it.
    """
    dev_addr = text.lower()
    if not _DEV_ADDR.fullmatch(dev_addr):
        raise NotADevAddr(
            f"{shown(text)} is not a device address: it needs 8 hex digits, "
            "such as 260B1F3C."
        )
    return dev_addr


def shown(text: str) -> str:
    """Return what was given as a sentence can quote it: at most 50 characters."""
    quoted = repr(text)
    return quoted if len(quoted) <= 50 else f"{quoted[:48]}…{quoted[-1]}"
