"""Values and times as the reader's language writes them."""

from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from progres.web.figures import number
from progres.web.templatetags.formats import (
    ago,
    hexadecimal,
    moment,
    reading,
    relative,
    value_with_unit,
)
from tests.world import NOON


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (21.5, "21.5", "21,5"),
        (21.0, "21", "21"),
        (21.70000000001, "21.7", "21,7"),
        (1234567.8912, "1,234,567.891", "1.234.567,891"),
        (0, "0", "0"),
        (-0.0001, "0", "0"),
        (True, "Yes", "Ja"),
        (False, "No", "Nein"),
        ("open", "open", "open"),
        (None, "–", "–"),
        ([52.52, 13.405], "52.52000, 13.40500", "52.52000, 13.40500"),
    ],
)
def test_a_reading_is_written_in_the_readers_language(
    value: object, english: str, german: str
) -> None:
    with translation.override("en"):
        assert reading(value) == english
    with translation.override("de"):
        assert reading(value) == german


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
)
def test_a_number_is_never_further_off_than_its_third_digit(value: float) -> None:
    with translation.override("en"):
        assert (
            abs(float(number(value).replace(",", "")) - value)
            <= 0.00051 + abs(value) / 1e15
        )


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_a_dash(value: float) -> None:
    assert number(value) == "–"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(seconds=30), "30 sec. ago"),
        (timedelta(minutes=3), "3 min ago"),
        (timedelta(hours=1), "1 hr ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=7), "22 Feb 2026"),
        (-timedelta(days=1), "2 Mar 2026"),
    ],
)
def test_near_times_are_relative_and_far_ones_a_date(
    before: timedelta, words: str
) -> None:
    with translation.override("en"):
        assert relative(NOON - before, NOON) == words


def test_a_time_is_local_to_the_second() -> None:
    with translation.override("de"):
        assert ">01.03.2026, 13:00:00<" in moment(NOON)


def test_a_time_can_follow_a_device_or_one_of_its_values() -> None:
    assert 'data-live-time="7"' in ago(NOON, device=7)
    assert 'data-live-time="7:co2"' in ago(NOON, device=7, key="co2")
    with translation.override("en"):
        assert "never" in ago(None)


def test_a_value_is_escaped_and_kept_together_with_its_unit() -> None:
    html = value_with_unit("<b>", "<i>")

    assert html == '&lt;b&gt;&nbsp;<span class="unit">&lt;i&gt;</span>'


def test_a_payload_is_pairs_of_digits() -> None:
    assert hexadecimal(b"\x01\xab") == "01 ab"
    assert hexadecimal(None) == ""
