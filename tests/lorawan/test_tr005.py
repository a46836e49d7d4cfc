"""The QR code on a device."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.lorawan.tr005 import (
    Identification,
    NotAnIdentification,
    parse_identification,
    write_identification,
)

EXAMPLE = (
    "LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122:OAABBCCDDEEFF:SYYWWNNNNNN"
    ":PFOOBAR:CAF2C"
)


def hex_digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789abcdef", min_size=count, max_size=count)


plain_text = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+.$/", max_size=20)
identifications = st.builds(
    Identification,
    join_eui=hex_digits(16),
    dev_eui=hex_digits(16),
    profile_id=hex_digits(8),
    owner_token=plain_text,
    serial_number=plain_text,
    proprietary=plain_text,
)


def test_the_example_of_the_specification_is_read_and_written() -> None:
    found = parse_identification(f"  {EXAMPLE}\n")

    assert found == Identification(
        join_eui="1122334455667788",
        dev_eui="aabbccddeeff0011",
        profile_id="aabb1122",
        owner_token="AABBCCDDEEFF",  # noqa: S106 no password
        serial_number="YYWWNNNNNN",
        proprietary="FOOBAR",
    )
    assert write_identification(found) == EXAMPLE


@given(device=identifications)
def test_what_is_written_is_read_again(device: Identification) -> None:
    assert parse_identification(write_identification(device)) == device


@given(device=identifications, place=st.integers(6, 40))
def test_a_digit_read_wrongly_is_noticed_by_the_checksum(
    device: Identification, place: int
) -> None:
    text = write_identification(device)
    other = "0" if text[place] != "0" else "1"

    with pytest.raises(NotAnIdentification):
        parse_identification(text[:place] + other + text[place + 1 :])


@given(text=st.text() | st.text(":LWD0C1", max_size=60).map("LW:D0:".__add__))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_identification(text)
    except NotAnIdentification:
        return
    assert len(found.dev_eui) == 16


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("https://example.org", "that begins with 'LW:D0:'"),
        ("LW:D0:1122334455667788", "breaks off"),
        ("LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB", "breaks off"),
        ("LW:D0:1122334455667788:AABBCCDDEEFF:AABB1122", "is not an EUI"),
        (EXAMPLE.replace("CAF2C", "CAF2D"), "checksum does not fit"),
    ],
)
def test_what_is_wrong_is_said(text: str, sentence: str) -> None:
    with pytest.raises(NotAnIdentification, match=sentence):
        parse_identification(text)
