"""Where a request comes from, as far as it says."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from ua_parser import parse
from ua_parser.core import OS, UserAgent

from progres.accounts.membership import Origin

LONGEST_AGENT = 400  # characters of a User-Agent that are looked at


def origin_of(request: HttpRequest) -> Origin:
    """Say address, browser and system; what is not known is None or ""."""
    found = parse(request.headers.get("User-Agent", "")[:LONGEST_AGENT])
    return Origin(
        ip=client_ip(request),
        browser=_with_version(found.user_agent),
        system=_with_version(found.os),
    )


def client_ip(request: HttpRequest) -> str | None:
    """Return the client's address.

    Behind a proxy it is the last one in X-Forwarded-For: the proxy's own word, while
    everything before it is only what the client claims.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "")
        address = forwarded.rpartition(",")[2].strip() or address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def _with_version(part: UserAgent | OS | None) -> str:
    if part is None or part.family == "Other":
        return ""
    return f"{part.family} {part.major or ''}".strip()
