"""What a request says about who sends it: address, browser, system."""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from ua_parser import parse
from ua_parser.core import OS, UserAgent

LONGEST_AGENT = 400  # characters of a User-Agent that are looked at
AGENTS_REMEMBERED = 500


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A browser and its system; "" for what is not known."""

    browser: str = ""
    version: str = ""
    system: str = ""
    system_version: str = ""


def client_address(peer: str, forwarded: str, *, behind_proxy: bool) -> str | None:
    """Return the client's address, None if it is none.

    `peer` is who opened the connection, `forwarded` the header X-Forwarded-For. Behind
    a proxy the client is the last one there: the proxy's own word, while everything
    before it is only what the client claims.
    """
    address = peer
    if behind_proxy:
        address = forwarded.rpartition(",")[2].strip() or peer
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def read_agent(header: str) -> Agent:
    """Tell browser and system from the header User-Agent."""
    return _read(header[:LONGEST_AGENT])


@lru_cache(AGENTS_REMEMBERED)
def _read(header: str) -> Agent:
    found = parse(header)
    browser, _ = _known(found.user_agent)
    system, system_version = _known(found.os)
    return Agent(
        browser=browser,
        version=_version(found.user_agent) if browser else "",
        system=system,
        system_version=system_version,
    )


def _known(part: UserAgent | OS | None) -> tuple[str, str]:
    if part is None or part.family == "Other":
        return "", ""
    return part.family, part.major or ""


def _version(browser: UserAgent | None) -> str:
    """Write as much of a version as the client says: '140.0', '17', ''."""
    numbers = (browser.major, browser.minor, browser.patch) if browser else ()
    return ".".join(takewhile(bool, (number or "" for number in numbers)))
