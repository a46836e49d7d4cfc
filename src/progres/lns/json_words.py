"""What the JSON decoder complains of, in plain words."""

import re
from functools import reduce

from progres.kit.refusal import Said

_TYPES = {
    "array": Said("a list"),
    "bool": Said("true or false"),
    "float": Said("a number"),
    "int": Said("a whole number"),
    "null": Said("nothing"),
    "object": Said("an object"),
    "str": Said("a text"),
}
_EXPECTED = re.compile(
    r"Expected `([a-z |]+)`(?:, got `([a-z |]+)`| (?:(>=)|<=) ([-\d.e+]+))?"
)
_MISSING = re.compile(r"Object missing required field `(.+)`")
_MALFORMED = re.compile(r"JSON is malformed: (.+) \(byte (\d+)\)")


def what_is_wrong(problem: str) -> tuple[Said, Said | str]:
    """Read what msgspec says of a value, such as Expected `int` - at `$.fPort`.

    Returns what is wrong and where; together at most 230 characters.
    """
    what, _, where = problem.partition(" - at ")
    place = re.sub(r"^\$\.?", "", where.strip("`"))[:80]
    return _wrong(what[:150]), place or Said("its top level")


def what_is_malformed(problem: str) -> Said:
    """Read what msgspec says of a text that is no JSON; at most 150 characters."""
    if problem == "Input data was truncated":
        return Said("Input data was truncated")
    if found := _MALFORMED.fullmatch(problem):
        return Said(
            "JSON is malformed: %(detail)s (byte %(byte)s)",
            detail=found[1][:100],
            byte=found[2],
        )
    return Said(problem[:150])


def _wrong(what: str) -> Said:
    if found := _EXPECTED.fullmatch(what):
        return _unexpected(_words(found[1]), found[2], found[3], found[4])
    if found := _MISSING.fullmatch(what):
        return Said("object missing required field `%(field)s`", field=found[1])
    if what == "Number out of range":
        return Said("number out of range")
    if what == "Integer value out of range":
        return Said("integer value out of range")
    return Said(what[:1].lower() + what[1:])


def _unexpected(
    wanted: Said, got: str | None, at_least: str | None, bound: str | None
) -> Said:
    if got:
        return Said(
            "expected %(wanted)s, got %(given)s", wanted=wanted, given=_words(got)
        )
    if at_least and bound:
        return Said("expected %(wanted)s >= %(least)s", wanted=wanted, least=bound)
    if bound:
        return Said("expected %(wanted)s <= %(most)s", wanted=wanted, most=bound)
    return Said("expected %(wanted)s", wanted=wanted)


def _words(types: str) -> Said:
    """Name types such as `int | null`; all but the last one stand before the "or"."""
    names = [_TYPES.get(name, Said(name)) for name in types.split(" | ")]
    return reduce(_or, names)


def _or(one: Said, other: Said) -> Said:
    return Said("%(one)s or %(other)s", one=one, other=other)
