import base64
import contextlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from progres.web.fields import (
    EmailsField,
    EuiField,
    PayloadField,
    SpanField,
    SpanWidget,
    in_words,
    read_payload,
)

DAY = timedelta(days=1)


def span_field() -> SpanField:
    return SpanField(least=timedelta(seconds=1), most=31 * DAY)


@given(st.binary(max_size=255))
def test_a_payload_is_read_from_hex_in_any_usual_spelling(payload: bytes) -> None:
    for text in (payload.hex(), payload.hex(" ").upper(), payload.hex(":")):
        assert read_payload(text) == payload


@given(st.binary(min_size=1, max_size=255))
def test_a_payload_is_read_from_base64_unless_it_reads_as_hex(payload: bytes) -> None:
    text = base64.b64encode(payload).decode()

    try:
        expected = bytes.fromhex(text)
    except ValueError:
        expected = payload
    assert read_payload(text) == expected


@given(st.text(max_size=60))
def test_whatever_is_typed_as_payload_is_bytes_or_refused(text: str) -> None:
    with contextlib.suppress(ValidationError):
        assert isinstance(PayloadField(required=False).clean(text), bytes)


def test_a_payload_longer_than_a_frame_is_refused() -> None:
    with pytest.raises(ValidationError, match="256 bytes; a frame carries at most 255"):
        PayloadField().clean("00" * 256)


def test_a_span_is_a_number_and_a_unit() -> None:
    assert span_field().clean(["15", "minutes"]) == timedelta(minutes=15)


@pytest.mark.parametrize("given_", [["0", "minutes"], ["32", "days"], ["-1", "days"]])
def test_a_span_beyond_its_bounds_is_refused(given_: list[str]) -> None:
    with pytest.raises(ValidationError):
        span_field().clean(given_)


@given(st.integers(min_value=1, max_value=31 * 86_400))
def test_what_a_span_shows_is_read_back_as_the_same(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    shown = SpanWidget().decompress(span)

    assert span_field().clean([str(part) for part in shown]) == span


def test_a_span_is_told_in_its_largest_whole_unit() -> None:
    assert in_words(timedelta(minutes=90)) == "90 minutes"
    assert in_words(DAY) == "1 day"
    with translation.override("de"):
        assert in_words(timedelta(hours=2)) == "2 Stunden"


def test_addresses_stand_one_a_line_and_count_once() -> None:
    text = " olga@example.org\n\nguest@example.com, olga@example.org "

    assert EmailsField().clean(text) == ["olga@example.org", "guest@example.com"]


def test_the_address_that_is_none_is_named() -> None:
    with pytest.raises(ValidationError, match="“nobody” is not an e-mail address"):
        EmailsField().clean("olga@example.org\nnobody")


def test_an_eui_is_taken_in_any_spelling() -> None:
    assert EuiField().clean("70-B3-D5-7E-D0-06-12-AB") == "70b3d57ed00612ab"
    with pytest.raises(ValidationError, match="16 hex digits"):
        EuiField().clean("70B3")


def test_every_address_that_is_none_is_named() -> None:
    with pytest.raises(ValidationError) as refused:
        EmailsField().clean("a@example.org, b, c")

    assert refused.value.messages == [
        "“b” is not an e-mail address.",
        "“c” is not an e-mail address.",
    ]


@pytest.mark.parametrize("number", ["-1", "99999999", "9" * 40])
def test_a_time_beyond_its_bounds_is_refused_with_them(number: str) -> None:
    field = SpanField(least=timedelta(0), most=timedelta(days=31))

    with pytest.raises(ValidationError, match="0 minutes to 31 days"):
        field.clean([number, "hours"])
