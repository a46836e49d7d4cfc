"""Where a request comes from, as far as it says."""

from django.conf import settings
from django.http import HttpRequest

from progres.accounts.membership import Origin
from progres.audit.rules import Actor
from progres.kit.clients import client_address, read_agent

FROZEN = {"Windows 10", "Mac OS X 10"}  # what browsers say of newer systems, too


def origin_of(request: HttpRequest) -> Origin:
    """Say address, browser and system; what is not known is None or ""."""
    agent = read_agent(request.headers.get("User-Agent", ""))
    return Origin(
        ip=client_ip(request),
        browser=agent.browser,
        browser_version=agent.version,
        system=_in_words(f"{agent.system} {agent.system_version}".strip()),
    )


def anonymous_actor(request: HttpRequest) -> Actor:
    """Name for the audit log somebody whose account is not known."""
    origin = origin_of(request)
    return Actor(
        name="",
        ip=origin.ip,
        browser=origin.browser,
        browser_version=origin.browser_version,
        system=origin.system,
    )


def client_ip(request: HttpRequest) -> str | None:
    """Return the client's address, a proxy's word only if there is one of ours."""
    return client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        behind_proxy=settings.BEHIND_PROXY,
    )


def _in_words(system: str) -> str:
    """Name a system; browsers freeze what they say of it, so that it may be newer."""
    return f"{system} or later" if system in FROZEN else system
