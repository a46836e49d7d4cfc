"""The hosts elsewhere to which this installation speaks by itself (PRV-4).

Nothing else leaves the house: pages load from their own address alone, and there is no
telemetry and no search for updates.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings

from progres.accounts.single_sign_on import issuers_of_the_house
from progres.connections.queries import brokers_of_the_house


class Reason(StrEnum):
    """Why a host is spoken to."""

    MAIL = "mail"
    AUDIT_SINK = "audit-sink"
    DATABASE = "database"
    SINGLE_SIGN_ON = "single-sign-on"
    BROKER = "broker"


@dataclass(frozen=True, kw_only=True)
class OutboundHost:
    """A host as it was configured; `setting` names where, "" is a page."""

    host: str
    port: int
    reason: Reason
    setting: str


def outbound_hosts() -> list[OutboundHost]:
    """Every configured host, this machine among them, in a fixed order.

    In the scope of the operator's own instance also those that any instance named for
    single sign-on, and brokers, be it closed to the operator's staff or archived.
    """
    return [*_configured(), *_providers(), *_brokers()]


def is_local(host: str) -> bool:
    """Say whether what is sent to a host stays on this machine."""
    return host in {"localhost", "127.0.0.1", "::1"}


def _configured() -> Iterator[OutboundHost]:
    if settings.MAIL_SERVER is not None:
        yield OutboundHost(
            host=settings.MAIL_SERVER.host,
            port=settings.MAIL_SERVER.port,
            reason=Reason.MAIL,
            setting="PROGRES_SMTP_URL",
        )
    if settings.AUDIT_SINK is not None and settings.AUDIT_SINK.host:
        yield OutboundHost(
            host=settings.AUDIT_SINK.host,
            port=settings.AUDIT_SINK.port,
            reason=Reason.AUDIT_SINK,
            setting="PROGRES_AUDIT_SINK",
        )
    database = settings.DATABASES["default"]
    if not str(database["HOST"]).startswith("/"):  # a socket leaves nothing
        yield OutboundHost(
            host=str(database["HOST"]),
            port=int(str(database["PORT"])),
            reason=Reason.DATABASE,
            setting="PROGRES_DATABASE_WEB_URL",
        )


def _providers() -> Iterator[OutboundHost]:
    for issuer in issuers_of_the_house():
        parts = urlsplit(issuer)
        yield OutboundHost(
            host=parts.hostname or "",
            port=parts.port or {"http": 80}.get(parts.scheme, 443),
            reason=Reason.SINGLE_SIGN_ON,
            setting="",
        )


def _brokers() -> Iterator[OutboundHost]:
    for host, port in brokers_of_the_house():
        yield OutboundHost(host=host, port=port, reason=Reason.BROKER, setting="")
