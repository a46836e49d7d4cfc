from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.accesslog.periods import Period, span_of
from progres.accesslog.rules import clean, language_of, site_of, without_secrets

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 7, 9, 10, 20, tzinfo=UTC)  # a Thursday


@pytest.mark.parametrize(
    ("period", "start", "step", "pieces"),
    [
        (Period.DAY, "2026-07-08T11:00:00+00:00", timedelta(hours=1), 24),
        (Period.WEEK, "2026-07-02T22:00:00+00:00", timedelta(hours=3), 53),
        (Period.YEAR, "2025-07-06T22:00:00+00:00", timedelta(days=7), 53),
    ],
)
def test_a_period_begins_where_a_reader_expects_it(
    period: Period, start: str, step: timedelta, pieces: int
) -> None:
    span = span_of(period, at=NOW, zone=BERLIN)
    assert (span.start.isoformat(), span.step, span.pieces) == (start, step, pieces)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 Hypothesis wants them so
    st.sampled_from(Period),
)
def test_the_last_piece_holds_the_present(at: datetime, period: Period) -> None:
    span = span_of(period, at=at, zone=BERLIN)
    assert span.times[-1] <= at < span.times[-1] + span.step
    assert len(span.times) <= 60


@given(st.text())
def test_whatever_is_sent_can_be_stored_and_shown(text: str) -> None:
    for kept in (clean(text, 100), site_of(text), language_of(text)):
        assert kept.isprintable()
        kept.encode()


@given(st.text(alphabet="abcXYZ019-_", min_size=20, max_size=90))
def test_no_token_stays_in_an_address(token: str) -> None:
    assert without_secrets(f"/account/reset/{token}/") == "/account/reset/…/"


@pytest.mark.parametrize(
    "path",
    [
        "/i/1/devices/70b3d57ed1000001/",
        "/i/1/unassigned/24e124710c140001/",
        "/i/1/devices/7/uplinks/2026-03-01T11:00:00.123456+00:00_1234567890123456/",
        "/static/assets/time-series-chart-BWbQ7Jkd9f8sXz.js",
    ],
)
def test_names_and_numbers_of_ours_are_no_secrets(path: str) -> None:
    assert without_secrets(path) == path
