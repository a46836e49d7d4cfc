"""What a codec returned, as a flat list of named values."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from progres.kit.refusal import Said

Value = float | int | bool | str | None

MOST_VALUES: Final = 200
LONGEST_KEY: Final = 100  # characters
LONGEST_TEXT: Final = 1000  # characters

# What was cut: the sentence for one and the sentence for more.
_WARNINGS: Final = {
    "many": (
        Said("1 value more than the 200 that are kept was left out."),
        Said("%(n)s values more than the 200 that are kept were left out."),
    ),
    "key": (
        Said("1 value was left out because its key is empty or over 100 characters."),
        Said(
            "%(n)s values were left out because their keys are empty or over 100 "
            "characters."
        ),
    ),
    "twice": (
        Said("1 value was left out because another has the same key."),
        Said("%(n)s values were left out because others have the same keys."),
    ),
    "text": (
        Said("1 text was cut after 1,000 characters."),
        Said("%(n)s texts were cut after 1,000 characters."),
    ),
    "number": (
        Said("1 value was left out because it is not a finite number."),
        Said("%(n)s values were left out because they are not finite numbers."),
    ),
    "kind": (
        Said("1 value was left out because it is neither a number nor text."),
        Said("%(n)s values were left out because they are neither numbers nor text."),
    ),
}


class Flat(msgspec.Struct, frozen=True, kw_only=True):
    """Values by dotted key in the codec's order, and a sentence for all that was cut."""

    values: dict[str, Value]
    warnings: tuple[Said, ...] = ()


def flatten(data: Mapping[str, object]) -> Flat:
    """Flatten nested objects and arrays: {"a": {"b": [1, 2]}} → a.b.0 = 1, a.b.1 = 2.

    Bounds: 200 values, keys of 1 to 100 characters, texts of 1,000; numbers are finite
    64-bit floats or integers within their range. None is a value that the codec named
    and did not have; JavaScript's NaN arrives as None. Characters that PostgreSQL cannot
    store (U+0000, halves of surrogate pairs) become U+FFFD. Empty objects and arrays
    give no values. Where two paths make the same key, the first one counts.
    """
    values: dict[str, Value] = {}
    cut: Counter[str] = Counter()
    for key, item in _leaves(data, cut):
        value, flaw = _value(item)
        if flaw:
            cut[flaw] += 1
        if flaw in {"number", "kind"}:
            continue
        if key in values:
            cut["twice"] += 1
        elif len(values) == MOST_VALUES:
            cut["many"] += 1
        else:
            values[key] = value
    return Flat(values=values, warnings=_warnings(cut))


def _leaves(
    data: Mapping[str, object], cut: Counter[str]
) -> Iterator[tuple[str, object]]:
    """Walk in order without recursion; the length of keys bounds the depth."""
    todo = [_members("", data)]
    while todo:
        for key, item in todo[-1]:
            if not key or key.endswith(".") or len(key) > LONGEST_KEY:
                cut["key"] += 1
            elif isinstance(item, Mapping | list | tuple):
                todo.append(_members(f"{key}.", item))
                break
            else:
                yield key, item
        else:
            todo.pop()


def _members(prefix: str, item: object) -> Iterator[tuple[str, object]]:
    pairs = item.items() if isinstance(item, Mapping) else enumerate(item)  # type: ignore[arg-type]
    for name, member in pairs:
        yield prefix + _storable(str(name)), member


def _value(item: object) -> tuple[Value, str]:
    """Give the value to keep and what is wrong with it, if anything is."""
    if item is None or isinstance(item, bool):
        return item, ""
    if isinstance(item, str):
        text = _storable(item)
        return text[:LONGEST_TEXT], "text" if len(text) > LONGEST_TEXT else ""
    if isinstance(item, int | float):
        return item, "" if _is_finite(item) else "number"
    return None, "kind"


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # an integer beyond every float
        return False


def _storable(text: str) -> str:
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _warnings(cut: Counter[str]) -> tuple[Said, ...]:
    return tuple(Said.like(_WARNINGS[kind][n > 1], n=n) for kind, n in cut.items())
