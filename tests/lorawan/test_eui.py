import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.lorawan.eui import NotADevAddr, NotAnEui, parse_dev_addr, parse_eui


@pytest.mark.parametrize(
    "text",
    [
        "70b3d57ed00612ab",
        "70B3D57ED00612AB",
        "70-B3-D5-7E-D0-06-12-AB",
        "70:b3:d5:7e:d0:06:12:ab",
        "70b3.d57e.d006.12ab",
        " 70 B3 D5 7E D0 06 12 AB ",
    ],
)
def test_an_eui_may_be_written_with_separators_and_in_any_case(text: str) -> None:
    assert parse_eui(text) == "70b3d57ed00612ab"


@pytest.mark.parametrize(
    "text",
    ["", "70B3D57ED006", "70B3D57ED00612AB00", "70B3D57ED00612AG", "７0B3D57ED00612AB"],
)
def test_anything_but_16_hex_digits_is_no_eui(text: str) -> None:
    with pytest.raises(NotAnEui):
        parse_eui(text)


def test_the_refusal_says_what_was_given_and_what_would_be_right() -> None:
    with pytest.raises(NotAnEui) as refusal:
        parse_eui("70B3D57ED006")

    assert str(refusal.value) == (
        "'70B3D57ED006' is not an EUI: it needs 16 hex digits, "
        "such as 70B3D57ED00612AB."
    )


@given(st.text(alphabet=st.characters(exclude_characters="0123456789abcdefABCDEF")))
def test_a_refusal_is_short_and_printable_whatever_was_given(text: str) -> None:
    with pytest.raises(NotAnEui) as refusal:
        parse_eui(text)

    assert len(str(refusal.value)) <= 150
    assert str(refusal.value).isprintable()


def test_a_device_address_is_8_hex_digits() -> None:
    assert parse_dev_addr("260B1F3C") == "260b1f3c"
    with pytest.raises(NotADevAddr, match=r"^'260B1F' is not a device address: "):
        parse_dev_addr("260B1F")
