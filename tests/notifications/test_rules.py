from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.notifications.rules import written_number, written_time


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
