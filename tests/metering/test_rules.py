"""What numbers of measuring points look like, and how registers are joined."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.metering.rules import (
    BadNumber,
    Bridge,
    Medium,
    Span,
    bridges,
    check_digit,
    parse_market_location,
    parse_metering_location,
    parse_obis,
)

METERING_LOCATION = "DE0005626680AO6G56M11SN51G21M24S3"
FIRST_TEN = st.from_regex(r"[1-9][0-9]{9}", fullmatch=True).filter(str.isascii)
WHEN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["41373559241", "51238696781", "512 386 96-78 1"])
def test_a_market_location_is_taken_in_any_spelling(text: str) -> None:
    assert parse_market_location(text) in {"41373559241", "51238696781"}


def test_a_wrong_check_digit_is_told_with_the_right_one() -> None:
    with pytest.raises(BadNumber, match="would have to be 1 and not 0"):
        parse_market_location("51238696780")


@pytest.mark.parametrize(
    "text",
    ["", "01373559241", "4137355924", "413735592411", "4137355924x", "４1373559241"],
)
def test_what_is_no_market_location_is_refused(text: str) -> None:
    with pytest.raises(BadNumber, match="needs 11 digits"):
        parse_market_location(text)


@given(FIRST_TEN)
def test_of_the_ten_last_digits_exactly_one_is_right(first_ten: str) -> None:
    right = check_digit(first_ten)

    for digit in range(10):
        if digit == right:
            assert parse_market_location(f"{first_ten}{digit}") == f"{first_ten}{digit}"
        else:
            with pytest.raises(BadNumber, match=f"would have to be {right} "):
                parse_market_location(f"{first_ten}{digit}")


@given(FIRST_TEN, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_in_an_odd_place_is_noticed(
    first_ten: str, place: int, more: int
) -> None:
    place = place // 2 * 2
    wrong = str((int(first_ten[place]) + more) % 10)
    changed = first_ten[:place] + wrong + first_ten[place + 1 :]

    assert check_digit(changed) != check_digit(first_ten)


def outcome(parse: Callable[..., str], *given: str) -> str:
    """The number as it is kept, or the sentence that refuses it."""
    try:
        return parse(*given)
    except BadNumber as refused:
        return str(refused)


@given(st.text(max_size=40))
def test_any_text_is_a_market_location_or_a_sentence(text: str) -> None:
    found = outcome(parse_market_location, text)

    assert found.endswith(".") or re.fullmatch(r"[0-9]{11}", found)


def test_a_metering_location_is_kept_in_capitals_without_separators() -> None:
    typed = "de 000562-66802 AO6G56M11SN51G21M24S".lower()

    assert parse_metering_location(typed) == "DE00056266802AO6G56M11SN51G21M24S"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("DE123", "has 5 characters and needs 33"),
        ("D100056266802AO6G56M11SN51G21M24S", "2 letters for the country"),
        ("DE0005626680XAO6G56M11SN51G21M24S", "5 for the postal code"),
        ("DE00056266802AO6G56M11SN51G21M24Ü", "20 digits or letters"),
    ],
)
def test_what_is_no_metering_location_is_refused(text: str, problem: str) -> None:
    with pytest.raises(BadNumber, match=problem):
        parse_metering_location(text)


@given(st.text(max_size=60))
def test_any_text_is_a_metering_location_or_a_sentence(text: str) -> None:
    found = outcome(parse_metering_location, text)

    assert found.endswith(".") or parse_metering_location(found) == found


@pytest.mark.parametrize(
    ("text", "medium", "kept"),
    [
        ("1-0:1.8.0", "electricity", "1-0:1.8.0"),
        (" 1-0 : 1.8.0 * 255", "electricity", "1-0:1.8.0"),
        ("1.0.1.8.0.255", "electricity", "1-0:1.8.0"),
        ("1-1:1.8.1*01", "electricity", "1-1:1.8.1*1"),
        ("001-000:001.008.000", "electricity", "1-0:1.8.0"),
        ("1.8.0", "electricity", "1.8.0"),
        ("7-0:3.0.0", "gas", "7-0:3.0.0"),
        ("8-0:1.0.0", "water", "8-0:1.0.0"),
        ("6-0:1.0.0", "cold", "6-0:1.0.0"),
        ("0-0:96.1.0", "gas", "0-0:96.1.0"),
        ("99-0:1.0.0", "other", "99-0:1.0.0"),
    ],
)
def test_an_obis_code_is_kept_in_one_spelling(
    text: str, medium: str, kept: str
) -> None:
    assert parse_obis(text, medium) == kept
    assert parse_obis(kept, medium) == kept


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1-0:1.8", "not an OBIS code"),
        ("1-0:1.8.256", "not an OBIS code"),
        ("1-0-1.8.0", "not an OBIS code"),
        ("1-0:１.8.0", "not an OBIS code"),
        ("7-0:3.0.0", "begin with 1"),
    ],
)
def test_what_is_no_obis_code_of_electricity_is_refused(
    text: str, problem: str
) -> None:
    with pytest.raises(BadNumber, match=problem):
        parse_obis(text, "electricity")


@given(st.text(alphabet="0123456789.:-*& ", max_size=24), st.sampled_from(Medium))
def test_any_text_is_an_obis_code_or_a_sentence(text: str, medium: str) -> None:
    found = outcome(parse_obis, text, medium)

    assert found.endswith(".") or parse_obis(found, medium) == found


def span(first: float, last: float | None) -> Span:
    return Span(since=WHEN, until=WHEN, first=first, last=last)


def test_the_next_register_goes_on_where_the_one_before_ended() -> None:
    chain = [span(100, 150), span(3, 23), span(0.5, None)]

    first, second, third = bridges(chain, factor=2)

    assert first.counted(100) == 0
    assert first.counted(150) == second.counted(3) == 100
    assert second.counted(23) == third.counted(0.5) == 140
    assert third.counted(1.6) == 142.2


def test_no_meter_counts_nothing() -> None:
    assert bridges([]) == []


MILLIS = st.integers(0, 10**9)  # thousandths, as registers show them
CHAINS = st.lists(st.tuples(MILLIS, MILLIS), min_size=1, max_size=8)


@given(CHAINS, st.integers(1, 4000))
def test_the_series_is_unbroken_over_any_chain_of_meters(
    chain: list[tuple[int, int]], factor: int
) -> None:
    spans = [span(first / 1000, last / 1000) for first, last in chain]

    found = bridges(spans, factor=factor)

    counted = 0
    for bridge, (first, last) in zip(found, chain, strict=True):
        _close(bridge, first, counted * factor)
        counted += last - first
        _close(bridge, last, counted * factor)


def _close(bridge: Bridge, register: int, thousandths: int) -> None:
    wanted = thousandths / 1000
    assert bridge.counted(register / 1000) == pytest.approx(wanted, rel=1e-9, abs=1e-2)
