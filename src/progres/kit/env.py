"""Typed, loud reading of settings from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit


class BadSetting(ValueError):
    """A setting has a value that cannot be used; the message says what would be right."""


@dataclass(frozen=True)
class Env:
    """Settings as texts, by name; empty texts count as not given."""

    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def required(self, name: str, purpose: str) -> str:
        value = self.text(name)
        if not value:
            raise BadSetting(f"{name} is not set; it must hold {purpose}.")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name).lower()
        if value in {"true", "false"}:
            return value == "true"
        if value:
            raise BadSetting(f"{name}='{value}' is not a flag; use 'true' or 'false'.")
        return default

    def whole_number(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or not low <= int(value) <= high:
            raise BadSetting(
                f"{name}='{value}' is not a whole number from {low} to {high}."
            )
        return int(value)

    def path(self, name: str, default: str) -> Path:
        return Path(self.text(name, default)).expanduser().absolute()

    def http_url(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.path
            or not _has_port(parts)
        ):
            raise BadSetting(
                f"{name}='{value}' is not an address of a server; "
                "use one such as https://iot.example.org."
            )
        return value


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mail is handed over; `sender` stands in From."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    implicit_tls: bool


def parse_smtp_url(url: str) -> MailServer:
    """Read `smtp://user:password@host:25`, `smtp+starttls://…:587` or `smtps://…:465`.

    Raises BadSetting for anything else; the password is never part of the message.
    """
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname or not _has_port(parts):
        raise BadSetting(
            "PROGRES_SMTP_URL is not an address of a mail server; "
            "use one such as smtp+starttls://user:password@mail.example.org:587."
        )
    return MailServer(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls",
        implicit_tls=parts.scheme == "smtps",
    )


@dataclass(frozen=True, kw_only=True)
class AuditSink:
    """Where entries of the audit log are handed over as lines of JSON.

    `path` is a socket of this machine, `host` and `port` one elsewhere; without both it
    is the standard output.
    """

    path: str = ""
    host: str = ""
    port: int = 0


def parse_audit_sink(text: str) -> AuditSink | None:
    """Read `stdout`, `syslog:///dev/log` or `syslog+udp://host:514`; '' is none.

    Raises BadSetting for anything else.
    """
    parts = urlsplit(text)
    if not text:
        return None
    if text == "stdout":
        return AuditSink()
    if parts.scheme == "syslog" and not parts.netloc and parts.path.startswith("/"):
        return AuditSink(path=unquote(parts.path))
    if parts.scheme == "syslog+udp" and parts.hostname and _has_port(parts):
        return AuditSink(host=parts.hostname, port=parts.port or 514)
    raise BadSetting(
        f"PROGRES_AUDIT_SINK='{text}' is no sink; use stdout, syslog:///dev/log or "
        "syslog+udp://log.example.org:514."
    )


@dataclass(frozen=True, kw_only=True)
class DatabaseAddress:
    """One role's way to PostgreSQL; `host` may be a folder with a socket."""

    host: str
    port: int
    name: str
    user: str
    password: str


def parse_database_url(name: str, url: str) -> DatabaseAddress:
    """Read `postgresql://role:password@host:5432/name` or `…@/name?host=/socket/folder`.

    Raises BadSetting for anything else; the password is never part of the message.
    """
    parts = urlsplit(url)
    query = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    port = query.get("port", "5432")
    if (
        parts.scheme not in {"postgresql", "postgres"}
        or not parts.path.strip("/")
        or not _has_port(parts)
        or not port.isdecimal()
    ):
        raise BadSetting(
            f"{name} is not an address of a PostgreSQL database; "
            "use one such as postgresql://role:password@db.example.org:5432/progres."
        )
    return DatabaseAddress(
        host=unquote(query.get("host", "")) or parts.hostname or "localhost",
        port=parts.port or int(port),
        name=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _has_port(parts: SplitResult) -> bool:
    """Say whether the port, if one is named, is a number that a port can have."""
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False
