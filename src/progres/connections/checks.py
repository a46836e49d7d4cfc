"""What is entered of a broker of MQTT, and what is wrong with it."""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from progres.connections.rules import Kind
from progres.kit.refusal import Refusal

PORTS = {"mqtt": 1883, "mqtts": 8883}
LONGEST_PEM = 20_000  # characters
_WORD = re.compile(r"[^/+#\s\x00]*")
_PREFIX = re.compile(r"[^+#\s\x00]*")


class BadConnection(Refusal):
    """A connection cannot be like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class MqttFields:
    """A broker as it is entered; certificates and key are PEM, "" where there are none.

    `application`, `prefix` and `gateways` are ChirpStack's; The Things Stack names the application
    by the user name. An empty password or key means the one that is known.
    """

    broker: str
    username: str = ""
    password: str = field(default="", repr=False)
    application: str = ""
    prefix: str = ""
    gateways: bool = True
    ca_certificate: str = ""
    client_certificate: str = ""
    client_key: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a broker is."""

    host: str
    port: int
    tls: bool


def read_place(broker: str) -> Place:
    """Read `mqtt://host:1883` or `mqtts://host:8883`. Raises BadConnection."""
    try:
        parts = urlsplit(broker.strip())
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = SplitResult("", "", "", "", ""), 0
    host = parts.hostname or ""
    more = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if not port or not 0 < len(host) <= 253 or more or not host.isprintable():
        raise BadConnection(
            "'%(broker)s' is not the address of a broker; use one such as "
            "mqtts://broker.example.org:8883, or mqtt:// where there is no TLS.",
            broker=broker[:100],
        )
    return Place(host=host, port=port, tls=parts.scheme == "mqtts")


def check_topics(kind: str, fields: MqttFields) -> None:
    """Raise BadConnection for an application or prefix that names no topics."""
    if kind == Kind.TTS and not fields.username:
        raise BadConnection(
            "The Things Stack needs a user name; it is shown there as in my-app@tenant."
        )
    word = fields.username if kind == Kind.TTS else fields.application
    if not _WORD.fullmatch(word):
        raise BadConnection(
            "'%(application)s' is not an application; it stands in topics and has no "
            "blanks, /, + or #.",
            application=word,
        )
    if not _PREFIX.fullmatch(fields.prefix):
        raise BadConnection(
            "'%(prefix)s' is not a beginning of topics; it has no blanks, + or #.",
            prefix=fields.prefix,
        )


def check_certificates(fields: MqttFields, place: Place) -> None:
    """Raise BadConnection for what is no PEM, or does not belong together."""
    if fields.client_certificate and not place.tls:
        raise BadConnection(
            "A certificate of our own is only shown with TLS; use mqtts://."
        )
    for text in (fields.ca_certificate, fields.client_certificate):
        if text:
            _certificates(text)
    if fields.client_key:
        _check_key(fields)


def _certificates(text: str) -> list[x509.Certificate]:
    try:
        if len(text) <= LONGEST_PEM:
            return x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        pass
    raise BadConnection(
        "A certificate cannot be read; paste it as PEM, from -----BEGIN CERTIFICATE----- "
        "on."
    )


def _check_key(fields: MqttFields) -> None:
    if not fields.client_certificate:
        raise BadConnection("A private key needs the certificate it belongs to.")
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    try:
        key = load_pem_private_key(fields.client_key.encode(), password=None)
        mine = key.public_key().public_bytes(*form)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadConnection(
            "The private key cannot be read; paste it as PEM and without a password, "
            "from -----BEGIN PRIVATE KEY----- on."
        ) from None
    certificate = _certificates(fields.client_certificate)[0]
    try:
        is_mine = certificate.public_key().public_bytes(*form) == mine
    except (ValueError, UnsupportedAlgorithm):
        is_mine = False  # of a kind that no key of ours can be
    if not is_mine:
        raise BadConnection("Private key and certificate do not belong together.")
