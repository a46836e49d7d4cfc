"""From values to the bytes that a device sends; codecs/ turns them back."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

Values = Mapping[str, float | bool]


@dataclass(frozen=True)
class Number:
    """A number in a payload: `code` as in `struct`, big-endian; sent times `factor`."""

    key: str
    code: str
    factor: int = 1


@dataclass(frozen=True)
class Form:
    """The numbers of a payload in order, then a byte with flags if there are any."""

    numbers: tuple[Number, ...]
    flags: tuple[str, ...] = ()


def encode(form: Form, values: Values) -> bytes:
    """Write values; what does not fit its field is cut to its ends."""
    content = b"".join(
        struct.pack(
            ">" + number.code, _fitting(values[number.key] * number.factor, number.code)
        )
        for number in form.numbers
    )
    if not form.flags:
        return content
    bits = sum(bool(values[flag]) << place for place, flag in enumerate(form.flags))
    return content + bytes([bits])


def _fitting(value: float, code: str) -> int:
    bits = struct.calcsize(">" + code) * 8
    low = 0 if code.isupper() else -(1 << (bits - 1))
    return max(low, min(low + (1 << bits) - 1, round(value)))
