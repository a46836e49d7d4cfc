import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progres.lns.chirpstack import parse
from progres.lns.fields import UnreadableMessage
from tests.lns.chirpstack_samples import SAMPLES, event_of, up
from tests.lns.mutations import (
    altered_bytes,
    altered_json,
    check_message,
    check_refusal,
)
from tests.lns.samples import body_of


@pytest.mark.parametrize(
    ("event", "body", "sentence"),
    [
        ("", b"{}", r"^The event has no name; .* such as \?event=up\.$"),
        ("up", b"", r"wrong at its top level: .* missing required field `deviceInfo`"),
        ("up", b"<html>", r"neither JSON nor a protobuf message of the event 'up'; "),
        ("up", b'{"deviceInfo"', r"cannot be read as JSON \(input data was truncated"),
        ("up", b'{"a": ' + b"[" * 100_000, r"nested too deeply"),
        ("up", b'{"a": "\xff"}', r"not UTF-8"),
        ("up", b'{"a": NaN}', r"JSON is malformed"),
    ],
)
def test_the_refusal_of_a_body_says_what_is_wrong(
    event: str, body: bytes, sentence: str
) -> None:
    with pytest.raises(UnreadableMessage, match=f"(?i){sentence}"):
        parse(event, body)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fPort": 256}, "wrong at fPort: expected a whole number <= 255."),
        ({"fPort": -1}, "wrong at fPort: expected a whole number >= 0."),
        ({"fCnt": 2**32}, "wrong at fCnt: expected a whole number <= 4294967295."),
        ({"fCnt": 10**30}, "wrong at fCnt: "),
        ({"fCnt": "many"}, "wrong at fCnt: "),
        ({"rxInfo": [{"snr": "NaN"}]}, "wrong at rxInfo[0].snr: expected a number"),
        ({"rxInfo": {}}, "wrong at rxInfo: expected a list or nothing, got an object."),
        ({"data": "AB*="}, "The payload in data is not base64; "),
        ({"data": "A" * 344}, "The payload in data has 258 bytes; "),
        ({"deviceInfo": {"devEui": "70B3"}}, "'70B3' is not an EUI: "),
        ({"devAddr": "1234"}, "'1234' is not a device address: "),
        ({"time": "yesterday"}, "'yesterday' is not a time with an offset, "),
        ({"time": "2026-05-12T07:15:03"}, "is not a time with an offset, "),
    ],
)
def test_the_refusal_of_a_value_says_where_and_why(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UnreadableMessage) as refusal:
        up(**changes)

    assert sentence in str(refusal.value)


@pytest.mark.parametrize("field", ["data", "time"])
def test_a_refusal_is_short_however_long_the_body(field: str) -> None:
    with pytest.raises(UnreadableMessage) as refusal:
        up(**{field: "§" * 100_000})

    check_refusal(refusal.value)


@pytest.mark.parametrize("event", ["up", "ack", "txack", "location"])
def test_the_body_of_another_event_is_refused(event: str) -> None:
    with pytest.raises(UnreadableMessage):
        parse(event, body_of("chirpstack/join.json"))


def test_a_location_at_0_0_is_no_location() -> None:
    body = json.loads(body_of("chirpstack/location.json")) | {"location": {}}

    with pytest.raises(UnreadableMessage, match=r"0/0 or outside the globe"):
        parse("location", json.dumps(body).encode())


def refused_or_storable(event: str, body: bytes) -> None:
    try:
        message = parse(event, body)
    except UnreadableMessage as refusal:
        check_refusal(refusal)
    else:
        check_message(message)


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_altered_json_is_refused_in_a_sentence_or_can_be_stored(
    data: st.DataObject,
) -> None:
    sample = data.draw(st.sampled_from([n for n in SAMPLES if n.endswith(".json")]))
    body = data.draw(altered_json(body_of(f"chirpstack/{sample}")))

    refused_or_storable(event_of(sample), body)


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_altered_bytes_are_refused_in_a_sentence_or_can_be_stored(
    data: st.DataObject,
) -> None:
    sample = data.draw(st.sampled_from(SAMPLES))
    event = data.draw(st.sampled_from(sorted({event_of(name) for name in SAMPLES})))
    body = data.draw(altered_bytes(body_of(f"chirpstack/{sample}")))

    refused_or_storable(event, body)
