"""Where a request comes from, as far as it says."""

from django.conf import settings
from django.http import HttpRequest

from progres.accounts.membership import Origin
from progres.kit.clients import client_address, read_agent


def origin_of(request: HttpRequest) -> Origin:
    """Say address, browser and system; what is not known is None or ""."""
    agent = read_agent(request.headers.get("User-Agent", ""))
    return Origin(
        ip=client_ip(request),
        browser=f"{agent.browser} {agent.version}".strip(),
        system=f"{agent.system} {agent.system_version}".strip(),
    )


def client_ip(request: HttpRequest) -> str | None:
    """Return the client's address, a proxy's word only if there is one of ours."""
    return client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        behind_proxy=settings.BEHIND_PROXY,
    )
