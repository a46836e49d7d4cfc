"""What of a request stands in the log, and what of it is counted: pure decisions."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit

from progres.kit.clients import client_address, read_agent

LONGEST_PATH = 500  # characters that are kept of each
LONGEST_ROUTE = 200
LONGEST_WORD = 100

STATIC_FILES = "/static/"
# Invitations, confirmations and resets have tokens of 43 characters in their paths; no
# name or number of ours is half as long. Whatever looks like one is none of a log's
# business, also where an address is mistyped and belongs to no page.
_SECRET = re.compile(r"[A-Za-z0-9_=-]{20,}")
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,3}")

# Families that are counted under their own name, by the beginning of what the browser
# says; a closed list, because a rare name could be somebody's alone.
BROWSERS = ("Firefox", "Chrome", "Edge", "Safari", "Opera", "Samsung Internet")
_SAME_BROWSER = {
    "Mobile Safari": "Safari",
    "Chromium": "Chrome",
    "Mobile Chrome": "Chrome",
}
SYSTEMS = ("Windows", "Mac OS X", "Linux", "Ubuntu", "Android", "iOS", "Chrome OS")
OTHER = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """A request and its answer as the server saw them; `at` is when the answer ended.

    `answer_s` is how long it took until the answer began, `duration_s` until it ended.
    """

    at: datetime
    peer: str
    forwarded: str
    method: str
    path: str
    route: str
    status: int
    sent_bytes: int
    referrer: str
    agent: str
    language: str
    answer_s: float
    duration_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the log; what is not known is None or ""."""

    at: datetime
    utc_offset_min: int
    ip: str | None
    method: str
    path: str
    route: str
    status: int
    sent_bytes: int
    referrer: str
    browser: str
    browser_version: str
    system: str
    language: str
    answer_ms: int
    duration_ms: int


@dataclass(slots=True)
class Tally:
    """What is added up of requests for a page in an hour."""

    requests: int = 0
    total_ms: int = 0
    slowest_ms: int = 0
    sent_bytes: int = 0


@dataclass(frozen=True)
class Counts:
    """Statistics of some lines; pages and clients apart, so that nobody is found."""

    pages: dict[tuple[datetime, str, int], Tally] = field(
        default_factory=lambda: defaultdict(Tally)
    )
    clients: dict[tuple[date, str, str], int] = field(
        default_factory=lambda: defaultdict(int)
    )


def line_of(exchange: Exchange, *, behind_proxy: bool) -> Line:
    """Reduce an exchange to what the log keeps."""
    agent = read_agent(exchange.agent)
    offset = exchange.at.astimezone().utcoffset()  # of the server's zone
    return Line(
        at=exchange.at,
        utc_offset_min=int(offset.total_seconds() // 60) if offset else 0,
        ip=client_address(exchange.peer, exchange.forwarded, behind_proxy=behind_proxy),
        method=clean(exchange.method, LONGEST_WORD),
        path=clean(without_secrets(exchange.path), LONGEST_PATH),
        route=exchange.route[:LONGEST_ROUTE],
        status=exchange.status,
        sent_bytes=exchange.sent_bytes,
        referrer=site_of(exchange.referrer),
        browser=clean(agent.browser, LONGEST_WORD),
        browser_version=clean(agent.version, LONGEST_WORD),
        system=clean(f"{agent.system} {agent.system_version}".strip(), LONGEST_WORD),
        language=language_of(exchange.language),
        answer_ms=round(exchange.answer_s * 1000),
        duration_ms=round(exchange.duration_s * 1000),
    )


def without_secrets(path: str) -> str:
    """Cover what looks like a token with "…"."""
    return path if path.startswith(STATIC_FILES) else _SECRET.sub("…", path)


def clean(text: str, longest: int) -> str:
    """Cut a text, and replace what PostgreSQL or a terminal would stumble over."""
    cut = text[:longest]
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def site_of(referrer: str) -> str:
    """Return the host of a Referer; its path and query tell what somebody read."""
    try:
        host = urlsplit(referrer).hostname or ""
    except ValueError:
        return ""
    return clean(host, LONGEST_WORD)


def language_of(accepted: str) -> str:
    """Return the language that a browser asks for first, such as "de-DE"."""
    found = _LANGUAGE.match(accepted.strip())
    return found.group() if found else ""


def route_of(pattern: str) -> str:
    """Write Django's pattern of a page as a path: "/i/{tenant_id}/devices/"."""
    return "/" + _CONVERTER.sub(r"{\1}", pattern)


def count(lines: Iterable[Line]) -> Counts:
    """Add lines up: pages by hour, browsers and systems by day.

    The time is that until the answer began: a stream is open for hours, and a slow
    line says nothing about the page.
    """
    counts = Counts()
    for line in lines:
        hour = line.at.replace(minute=0, second=0, microsecond=0)
        page = counts.pages[hour, line.route, line.status // 100]
        page.requests += 1
        page.total_ms += line.answer_ms
        page.slowest_ms = max(page.slowest_ms, line.answer_ms)
        page.sent_bytes += line.sent_bytes
        day = line.at.date()
        counts.clients[day, "browser", _family(line.browser, BROWSERS)] += 1
        counts.clients[day, "system", _family(line.system, SYSTEMS)] += 1
    return counts


def _family(name: str, known: Iterable[str]) -> str:
    name = _SAME_BROWSER.get(name, name)
    return next((family for family in known if name.startswith(family)), OTHER)
