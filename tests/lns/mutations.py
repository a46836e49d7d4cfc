"""Messages as no network server should send them, made from those it does send."""

import json
import math
from typing import Any

from hypothesis import strategies as st
from msgspec import structs

from progres.lns.fields import UnreadableMessage
from progres.lorawan.uplink import Message, Uplink

# What a field can be instead: wrong types, numbers as text, numbers out of range.
_STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([-1, 256, 2**31, 2**32, 2**63, 2**64, 10**30, 10**400]),
    st.floats(),
    st.sampled_from(["NaN", "inf", "-1", "007", "1e9", "true", "", "\x00", "=", "==="]),
    st.sampled_from(["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]),
    st.sampled_from(["2026-05-12", "2026-05-12T07:15:03", "24E124710C14000", "QQ"]),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
    st.builds(lambda: [[[[[[[[]]]]]]]]),
)


@st.composite
def altered_json(draw: st.DrawFn, body: bytes) -> bytes:
    """Replace, delete or add up to three members anywhere in a JSON message."""
    message = json.loads(body)
    for _ in range(draw(st.integers(1, 3))):
        if not message:
            break
        place = draw(st.sampled_from(_containers(message)))
        if isinstance(place, list):
            place[draw(st.integers(0, len(place) - 1))] = draw(_STRANGE)
        elif draw(st.booleans()):
            place[draw(st.sampled_from(list(place)))] = draw(_STRANGE)
        else:
            del place[draw(st.sampled_from(list(place)))]
    return json.dumps(message).encode()


def _containers(value: Any) -> list[Any]:
    """Every object and list in `value` that is not empty."""
    if not isinstance(value, dict | list) or not value:
        return []
    members = value.values() if isinstance(value, dict) else value
    return [value, *(inner for member in members for inner in _containers(member))]


@st.composite
def altered_bytes(draw: st.DrawFn, body: bytes) -> bytes:
    """Cut the body off, or put other bytes into it."""
    start = draw(st.integers(0, len(body)))
    length = draw(st.sampled_from([0, 1, 1, 2, 8, len(body)]))
    return body[:start] + draw(st.binary(max_size=4)) + body[start + length :]


def check_message(message: Message) -> None:
    """Fail unless what was read can be stored in columns with bounds."""
    for text in _leaves(message):
        assert not isinstance(text, str) or "\x00" not in text
        assert not isinstance(text, float) or math.isfinite(text)
    assert message.at is None or message.at.utcoffset() is not None
    if isinstance(message, Uplink):
        assert 0 <= message.f_cnt < 2**32
        assert message.f_port is None or 0 <= message.f_port <= 255


def _leaves(value: object) -> list[object]:
    if isinstance(value, tuple):
        return [leaf for member in value for leaf in _leaves(member)]
    if isinstance(value, dict):
        return [leaf for pair in value.items() for leaf in _leaves(pair)]
    if hasattr(value, "__struct_fields__"):
        return _leaves(structs.astuple(value))  # type: ignore[arg-type]
    return [value]


def check_refusal(refusal: UnreadableMessage) -> None:
    """Fail unless the refusal is one short sentence."""
    sentence = str(refusal)
    assert sentence.endswith(".")
    assert sentence[0].isupper() or sentence[0] in "'\""
    assert len(sentence) <= 300
    assert sentence.isprintable()
