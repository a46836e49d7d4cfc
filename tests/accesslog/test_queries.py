"""What the operator is told of requests."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from progres.accesslog.periods import Period, span_of
from progres.accesslog.queries import (
    Piece,
    Request,
    Statistics,
    search_requests,
    statistics_of,
)
from tests.accesslog.setting import Setting, exchange
from tests.accesslog.test_statistics import EDGE
from tests.world import NOON

BERLIN = ZoneInfo("Europe/Berlin")


def statistics(period: Period = Period.DAY) -> Statistics:
    return statistics_of(span_of(period, at=NOON, zone=BERLIN))


def paths(text: str = "", status_class: int = 0, **wanted: int) -> list[str]:
    found: list[Request] = search_requests(
        text,
        status_class=status_class,
        at=NOON,
        offset=wanted.get("offset", 0),
        limit=wanted.get("limit", 10),
    )
    return [request.path for request in found]


def test_requests_are_told_by_the_hour_with_gaps(setting: Setting) -> None:
    two_hours = timedelta(hours=2)
    setting.note(
        exchange(),
        exchange(status=500),
        exchange(status=404),
        exchange(at=NOON - two_hours, sent_bytes=5),
        exchange(at=NOON - timedelta(hours=24)),  # before the period
    )

    found = statistics()

    assert len(found.pieces) == 24
    assert found.pieces[-1] == Piece(
        begins=NOON, requests=3, errors=1, refusals=1, sent_bytes=300
    )
    assert found.pieces[-2] == Piece(begins=NOON - timedelta(hours=1))
    assert found.pieces[-3].sent_bytes == 5
    assert (found.requests, found.errors, found.error_percent) == (4, 1, 25.0)


@pytest.mark.parametrize("period", Period)
def test_every_period_counts_everything_in_it(setting: Setting, period: Period) -> None:
    setting.note(exchange(), exchange(at=NOON - timedelta(hours=5)))
    assert statistics(period).requests == 2


def test_nothing_asked_is_no_error(setting: Setting) -> None:
    found = statistics()
    assert (found.requests, found.error_percent) == (0, 0.0)
    assert not [*found.pages, *found.browsers, *found.systems]


def test_the_slowest_page_comes_first(setting: Setting) -> None:
    setting.note(
        exchange(route="/quick/", answer_s=0.01),
        exchange(route="/slow/", answer_s=0.1),
        exchange(route="/slow/", answer_s=0.3, status=500),
        exchange(route="", answer_s=9.0, status=404),  # no page of ours
    )
    (slow, quick) = statistics().pages
    assert (slow.route, slow.mean_ms, slow.slowest_ms) == ("/slow/", 200, 300)
    assert (slow.requests, slow.errors) == (2, 1)
    assert quick.route == "/quick/"


def test_what_is_not_counted_apart_comes_last(setting: Setting) -> None:
    setting.note(
        exchange(agent=EDGE), exchange(agent=""), exchange(agent=""), exchange()
    )
    found = [(share.family, share.percent) for share in statistics().browsers]
    assert found == [("Edge", 25.0), ("Firefox", 25.0), ("", 50.0)]


def test_requests_are_found_by_address_network_page_and_answer(
    setting: Setting,
) -> None:
    setting.note(
        exchange(path="/a/", peer="192.0.2.7", at=NOON - timedelta(seconds=3)),
        exchange(path="/b/", peer="192.0.2.8", at=NOON - timedelta(seconds=2)),
        exchange(path="/a/c/", peer="2001:db8::1", status=404),
    )

    assert paths() == ["/a/c/", "/b/", "/a/"]
    assert paths("192.0.2.7") == ["/a/"]
    assert paths("192.0.2.0/24") == ["/b/", "/a/"]
    assert paths("2001:db8::1") == ["/a/c/"]
    assert paths("/a/") == ["/a/c/", "/a/"]
    assert paths("/%") == []
    assert paths(status_class=4) == ["/a/c/"]
    assert paths("/a/", status_class=2) == ["/a/"]
    assert paths(offset=1, limit=1) == ["/b/"]


def test_what_is_older_than_seven_days_is_not_shown(setting: Setting) -> None:
    setting.note(exchange(at=NOON - timedelta(days=7, seconds=1)))
    assert len(setting.rows()) == 1
    assert paths() == []


def test_times_are_those_of_the_servers_clock(setting: Setting) -> None:
    setting.note(exchange(at=NOON - timedelta(minutes=1)))
    (found,) = search_requests("", status_class=0, at=NOON, offset=0, limit=1)
    assert found.at.isoformat() == "2026-03-01T12:59:00+01:00"
    connection.close()
