from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.notifications.rules import text_on, written_number, written_time


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (21.5, "21,5", "21.5"),
        (30.0, "30", "30"),
        (-0.25, "−0,25", "−0.25"),
        (0.1 + 0.2, "0,3", "0.3"),
        (1234567.25, "1.234.567,25", "1,234,567.25"),
        (12345678901.0, "12.345.678.901", "12,345,678,901"),
        (0.00002, "0,00002", "0.00002"),
        (1e20, "1e+20", "1e+20"),
        (float("inf"), "inf", "inf"),
    ],
)
def test_numbers_are_written_as_people_of_the_language_do(
    value: float, german: str, english: str
) -> None:
    assert written_number(value, "", "de") == german
    assert written_number(value, "", "en") == english


def test_the_unit_stays_with_its_number() -> None:
    assert written_number(5.0, "m³", "de") == "5\u00a0m³"


@given(st.floats(-1e14, 1e14))
def test_what_is_written_reads_as_the_same_number(value: float) -> None:
    plain = written_number(value, "", "en").replace(",", "").replace("\u2212", "-")
    assert float(plain) == pytest.approx(value, rel=1e-5, abs=1e-6)


def test_times_are_those_of_the_instance_with_the_month_as_a_word() -> None:
    time = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)
    assert written_time(time, "Europe/Berlin", "de") == "1. Juli 2026, 00:05 Uhr"
    assert written_time(time, "UTC", "en") == "30 June 2026, 22:05"


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [
        p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_text_on_any_colour_can_be_read(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= 4.5
