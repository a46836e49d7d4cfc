"""What the numbers of measuring points look like, and how their meters make one series."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import accumulate

from progres.kit.refusal import Refusal

LARGEST = 1e15  # of a register; a float tells whole numbers apart up to here
YEARS = range(1950, 2101)  # of calibrations
_DIGITS_OF_VALUES = 6  # after the point; finer is noise of adding floats


class Medium(StrEnum):
    """What a measuring point measures."""

    ELECTRICITY = "electricity"
    GAS = "gas"
    WATER = "water"
    HEAT = "heat"
    COLD = "cold"
    OTHER = "other"


class Reason(StrEnum):
    """Why a meter or its sensor was put in."""

    FIRST = "first"
    CALIBRATION = "calibration"
    DEFECT = "defect"
    BATTERY = "battery"
    UPGRADE = "upgrade"
    OTHER = "other"


UNITS = {
    Medium.ELECTRICITY: "kWh",
    Medium.GAS: "m³",
    Medium.WATER: "m³",
    Medium.HEAT: "kWh",
    Medium.COLD: "kWh",
    Medium.OTHER: "",
}
# Only these have market and metering locations.
OF_THE_GRID = frozenset({Medium.ELECTRICITY, Medium.GAS})
# The first number of an OBIS code, by what it may stand for.
_OBIS_MEDIA = {
    Medium.ELECTRICITY: (1,),
    Medium.GAS: (7,),
    Medium.WATER: (8, 9),
    Medium.HEAT: (4, 6),
    Medium.COLD: (5, 6),
}

_SEPARATORS = re.compile(r"[\s./_-]")
_MARKET_LOCATION = re.compile(r"[1-9][0-9]{10}")
_METERING_LOCATION = re.compile(r"[A-Z]{2}[0-9]{11}[0-9A-Z]{20}")
_OBIS = re.compile(
    r"(?:(\d{1,3})-(\d{1,3}):)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[*&](\d{1,3}))?"
)
_OBIS_WITH_POINTS = re.compile(r"(\d+)\.(\d+)\.(\d+)\.(\d+)\.(\d+)\.(\d+)")
_ANY_GROUP = 255  # as F: the current value, which is meant without it, too


class BadNumber(Refusal):
    """A number is not what it is said to be; the message says what would be right."""


def check_digit(first_ten: str) -> int:
    """Return the last digit of a market location from the ten before it."""
    odd, even = first_ten[::2], first_ten[1::2]
    return -(sum(map(int, odd)) + 2 * sum(map(int, even))) % 10


def parse_market_location(text: str) -> str:
    """Return a market location's 11 digits; blanks and separators are left out."""
    digits = _SEPARATORS.sub("", text)
    if not (_MARKET_LOCATION.fullmatch(digits) and digits.isascii()):
        raise BadNumber(
            "'%(text)s' is not a market location: it needs 11 digits, the first of "
            "which is not 0, such as 41373559241.",
            text=text[:40],
        )
    right = check_digit(digits[:10])
    if int(digits[10]) != right:
        raise BadNumber(
            "'%(text)s' is not a market location: after %(before)s the last digit "
            "would have to be %(right)s and not %(wrong)s. Compare all digits.",
            text=digits,
            before=digits[:10],
            right=right,
            wrong=digits[10],
        )
    return digits


def parse_metering_location(text: str) -> str:
    """Return a metering location's 33 characters in capitals, without separators."""
    location = _SEPARATORS.sub("", text).upper()
    if len(location) != 33:
        raise BadNumber(
            "'%(text)s' is not a metering location: it has %(count)s characters and "
            "needs 33, such as DE0001234512345ABCDEF0123456789AB.",
            text=text[:60],
            count=len(location),
        )
    if not (_METERING_LOCATION.fullmatch(location) and location.isascii()):
        raise BadNumber(
            "'%(text)s' is not a metering location: it needs 2 letters for the country, "
            "6 digits for the grid operator, 5 for the postal code, and then 20 digits "
            "or letters.",
            text=text[:60],
        )
    return location


def parse_obis(text: str, medium: str) -> str:
    """Return an OBIS code as A-B:C.D.E*F; A-B: and *F only where they were given.

    Taken are 1-0:1.8.0, 1-0:1.8.0*255, 1.0.1.8.0.255 and 1.8.0. Raises BadNumber also
    for a code of another medium.
    """
    given = "".join(text.split())
    if all_six := _OBIS_WITH_POINTS.fullmatch(given):
        a, b, *rest, last = all_six.groups()
        given = f"{a}-{b}:{'.'.join(rest)}*{last}"
    found = _OBIS.fullmatch(given) if given.isascii() else None
    numbers = [int(number) for number in found.groups() if number] if found else []
    if found is None or max(numbers) > 255:
        raise BadNumber(
            "'%(text)s' is not an OBIS code: it needs numbers up to 255 as in "
            "1-0:1.8.0 or 1.8.0.",
            text=text[:40],
        )
    a, b, c, d, e, f = (None if part is None else int(part) for part in found.groups())
    allowed = _OBIS_MEDIA.get(Medium(medium), ())
    if a and allowed and a not in allowed:
        raise BadNumber(
            "'%(text)s' is an OBIS code of something else: codes of this medium begin "
            "with %(first)s.",
            text=text[:40],
            first=" / ".join(map(str, allowed)),
        )
    group = "" if a is None else f"{a}-{b}:"
    tariff = "" if f is None or f == _ANY_GROUP else f"*{f}"
    return f"{group}{c}.{d}.{e}{tariff}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """One meter in its time at a measuring point; `last` is None while it is there."""

    since: datetime
    until: datetime | None
    first: float
    last: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bridge:
    """How the register of one meter continues what the meters before it counted."""

    before: float  # counted by earlier meters, in units of the registers
    first: float  # what the register showed when it was put in
    factor: float

    def counted(self, register: float) -> float:
        """What the measuring point has counted when the register shows this."""
        counted = (self.before + register - self.first) * self.factor
        return round(counted, _DIGITS_OF_VALUES)


def bridges(chain: Sequence[Span], *, factor: float = 1.0) -> list[Bridge]:
    """One for each meter of a chain in the order of time; the first begins at 0."""
    counted = (0.0 if span.last is None else span.last - span.first for span in chain)
    before = accumulate(counted, initial=0.0)
    return [
        Bridge(before=so_far, first=span.first, factor=factor)
        for so_far, span in zip(before, chain, strict=False)
    ]
