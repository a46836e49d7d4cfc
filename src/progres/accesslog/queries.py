"""What the operator is shown: numbers that name nobody, and the requests of a week.

The tables belong to no instance; whoever calls must have asked for access_log.view.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from typing import Any

from django.db import connection

from progres.accesslog.periods import Span
from progres.accesslog.rules import LONGEST_PATH, clean

SLOWEST_SHOWN = 15  # pages
LISTED = timedelta(days=7)  # what is older waits for the end of its hour

_OVER_TIME = """
select date_bin(%(step)s, hour, %(start)s) as begins,
    sum(requests)::bigint, coalesce(sum(requests) filter (where status_class = 5), 0)::bigint,
    coalesce(sum(requests) filter (where status_class = 4), 0)::bigint, sum(sent_bytes)::bigint
from access_statistics where hour >= %(start)s and hour < %(end)s
group by begins
"""
_PAGES = """
select route, sum(requests)::bigint as requests,
    coalesce(sum(requests) filter (where status_class = 5), 0)::bigint,
    (sum(total_ms) / sum(requests))::int as mean_ms, max(slowest_ms)
from access_statistics where hour >= %(start)s and hour < %(end)s and route <> ''
group by route order by mean_ms desc, requests desc limit %(limit)s
"""
_CLIENTS = """
select kind, family, sum(requests)::bigint as requests from access_clients
where day >= (%(start)s::timestamptz at time zone 'UTC')::date
    and day <= (%(end)s::timestamptz at time zone 'UTC')::date
group by kind, family order by requests desc, family
"""
_REQUESTS = """
select at, utc_offset_min, host(ip) as ip, method, path, status, sent_bytes, referrer,
    browser, browser_version, system, language, duration_ms
from access_log
where at > %(since)s
    and (%(network)s::inet is null or ip <<= %(network)s::inet)
    and (%(path)s = '' or starts_with(path, %(path)s))
    and (%(status_class)s = 0 or status / 100 = %(status_class)s)
order by at desc limit %(limit)s offset %(offset)s
"""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What was asked in a piece of time; refusals are answers of 4xx, errors of 5xx."""

    begins: datetime
    requests: int = 0
    errors: int = 0
    refusals: int = 0
    sent_bytes: int = 0


@dataclass(frozen=True, kw_only=True)
class Page:
    """How quickly a page was answered."""

    route: str
    requests: int
    errors: int
    mean_ms: int
    slowest_ms: int


@dataclass(frozen=True, kw_only=True)
class Share:
    """A browser or a system; `family` is "" for all that are not counted apart."""

    family: str
    requests: int
    percent: float


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Requests over a time, the slowest pages, and with what people came."""

    pieces: list[Piece]
    pages: list[Page]
    browsers: list[Share]
    systems: list[Share]

    @property
    def requests(self) -> int:
        return sum(piece.requests for piece in self.pieces)

    @property
    def errors(self) -> int:
        return sum(piece.errors for piece in self.pieces)

    @property
    def refusals(self) -> int:
        return sum(piece.refusals for piece in self.pieces)

    @property
    def sent_bytes(self) -> int:
        return sum(piece.sent_bytes for piece in self.pieces)

    @property
    def error_percent(self) -> float:
        return 100 * self.errors / self.requests if self.requests else 0.0


@dataclass(frozen=True, kw_only=True)
class Request:
    """A line of the access log; `at` is in the zone in which the server was."""

    at: datetime
    ip: str | None
    method: str
    path: str
    status: int
    sent_bytes: int
    referrer: str
    browser: str
    browser_version: str
    system: str
    language: str
    duration_ms: int


def statistics_of(span: Span) -> Statistics:
    """Add up what was asked in a time."""
    asked = {
        "start": span.start,
        "end": span.start + span.pieces * span.step,
        "step": span.step,
        "limit": SLOWEST_SHOWN,
    }
    found = {row[0]: row[1:] for row in _rows(_OVER_TIME, asked)}
    clients = _rows(_CLIENTS, asked)
    return Statistics(
        pieces=[_piece(begins, found.get(begins, ())) for begins in span.times],
        pages=[
            Page(route=route, requests=n, errors=errors, mean_ms=mean, slowest_ms=most)
            for route, n, errors, mean, most in _rows(_PAGES, asked)
        ],
        browsers=_shares(clients, "browser"),
        systems=_shares(clients, "system"),
    )


def search_requests(
    text: str, *, status_class: int, at: datetime, offset: int, limit: int
) -> list[Request]:
    """Requests that are still remembered at a time, the newest first.

    `text` is an address, a network such as 192.0.2.0/24, or the beginning of a path;
    `status_class` is the first digit of the status, 0 for all.
    """
    network = _network(text)
    rows = _rows(
        _REQUESTS,
        {
            "since": at - LISTED,
            "network": network,
            "path": "" if network else clean(text, LONGEST_PATH),
            "status_class": status_class,
            "limit": limit,
            "offset": offset,
        },
    )
    return [_request(row) for row in rows]


def is_address(text: str) -> bool:
    """Say whether a search is for an address or a network."""
    return _network(text) is not None


def _network(text: str) -> str | None:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return None


def _rows(query: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return list(cursor.fetchall())


def _piece(begins: datetime, numbers: tuple[int, ...]) -> Piece:
    if not numbers:
        return Piece(begins=begins)
    requests, errors, refusals, sent_bytes = numbers
    return Piece(
        begins=begins,
        requests=requests,
        errors=errors,
        refusals=refusals,
        sent_bytes=sent_bytes,
    )


def _shares(rows: Sequence[tuple[Any, ...]], kind: str) -> list[Share]:
    of_kind = [(family, n) for found, family, n in rows if found == kind]
    everything = sum(n for _, n in of_kind)
    shares = [
        Share(family=family, requests=n, percent=100 * n / everything)
        for family, n in of_kind
    ]
    return sorted(shares, key=lambda share: share.family == "")  # the rest comes last


def _request(row: tuple[Any, ...]) -> Request:
    at, offset_min, *others = row
    names = [field.name for field in fields(Request)][1:]
    zone = timezone(timedelta(minutes=offset_min))
    return Request(at=at.astimezone(zone), **dict(zip(names, others, strict=True)))
