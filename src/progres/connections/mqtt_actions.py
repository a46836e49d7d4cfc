"""Connections by MQTT: where the broker is, and as whom we come."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.connections.actions import add_connection, checked_name
from progres.connections.checks import (
    BadConnection,
    MqttFields,
    Place,
    check_certificates,
    check_topics,
    read_place,
)
from progres.connections.models import Connection, MqttSettings
from progres.connections.rules import Kind, Transport, filters_of
from progres.kit.secrets import MasterKeys
from progres.lns.topics import CHIRPSTACK_GATEWAYS
from progres.tenants.models import Tenant

_NAME_BYTES = 12  # of a client id


@transaction.atomic
def create_mqtt_connection(
    *,
    name: str,
    kind: str,
    mqtt: MqttFields,
    tenant: Tenant,
    by: Membership,
    at: datetime,
) -> Connection:
    """Make a connection to a broker; it is called within a second or two.

    Raises BadConnection.
    """
    connection, _ = add_connection(
        name=name, kind=kind, transport=Transport.MQTT, tenant=tenant, at=at
    )
    found = MqttSettings(
        connection=connection,
        tenant=tenant,
        client_id=new_client_id(),
        left_filters=[],
    )
    take_over(found, mqtt)
    found.save(force_insert=True)
    record_about(
        "connection.created",
        connection,
        by=by.actor,
        at=at,
        details={"transport": Transport.MQTT, "broker": found.url},
    )
    return connection


@transaction.atomic
def change_connection(
    connection_id: int,
    *,
    name: str,
    mqtt: MqttFields | None = None,
    by: Membership,
    at: datetime,
) -> Connection:
    """Change the name, and where it leads; the session at the broker stays the same.

    Raises BadConnection, also for a broker where there is none, and
    Connection.DoesNotExist if it is not in the member's reach.
    """
    connections = Connection.objects.of(by.scope).select_related("mqtt")
    connection = connections.get(id=connection_id)
    before = _shown(connection)
    connection.name = checked_name(name)
    details: dict[str, object] = {}
    if mqtt is not None:
        if connection.transport != Transport.MQTT:
            raise BadConnection(
                "A webhook leads to no broker; make a new connection by MQTT."
            )
        asked = _filters(connection.mqtt)
        take_over(connection.mqtt, mqtt)
        left = asked.union(connection.mqtt.left_filters) - _filters(connection.mqtt)
        connection.mqtt.left_filters = sorted(left)
        details |= {"new_password": True} if mqtt.password else {}
        details |= {"new_key": True} if mqtt.client_key else {}
    for field, value in _shown(connection).items():
        if before[field] != value:
            details[field] = [before[field], value]
    if details:
        connection.save(update_fields=["name"])
        if mqtt is not None:
            connection.mqtt.save()
        record_about(
            "connection.changed", connection, by=by.actor, at=at, details=details
        )
    return connection


@transaction.atomic
def reseal_mqtt(master_keys: MasterKeys) -> int:
    """Seal passwords and keys anew with the newest master key; say how many.

    Only as owner of the database. Raises UnknownMasterKey.
    """
    resealed = 0
    every = MqttSettings.objects.all()  # tenancy: all secrets of the house
    for found in every.select_for_update():
        for column, what in (("sealed_password", "password"), ("sealed_key", "key")):
            sealed = getattr(found, column)
            if sealed is None or master_keys.is_newest(bytes(sealed)):
                continue
            context = _context(found, what)
            secret = master_keys.unseal(bytes(sealed), context=context)
            setattr(found, column, master_keys.seal(secret, context=context))
            resealed += 1
        found.save(update_fields=["sealed_password", "sealed_key"])
    return resealed


def new_client_id() -> str:
    """Return by what a broker knows us; nobody guesses it and takes our session."""
    return f"progres-{secrets.token_urlsafe(_NAME_BYTES)}"


def opened(found: MqttSettings, what: str) -> str:
    """Return the `password` or `key` that was entered; raise UnknownMasterKey."""
    sealed = getattr(found, f"sealed_{what}")
    if sealed is None:
        return ""
    master_keys: MasterKeys = settings.MASTER_KEYS
    return master_keys.unseal(bytes(sealed), context=_context(found, what)).decode()


def take_over(found: MqttSettings, fields: MqttFields) -> None:
    """Take over what was entered; raises BadConnection."""
    kind = found.connection.kind
    place = read_place(fields.broker)
    check_topics(kind, fields)
    check_certificates(fields, place)
    has_new_certificate = fields.client_certificate != found.client_certificate
    if has_new_certificate and fields.client_certificate and not fields.client_key:
        raise BadConnection("A certificate needs the private key that belongs to it.")
    if _would_tell_another(found, fields, place):
        raise BadConnection(
            "The address leads to another broker than before, or without TLS; enter the "
            "password again."
        )
    found.host, found.port, found.tls = place.host, place.port, place.tls
    found.username = fields.username
    is_tts = kind == Kind.TTS
    found.application = fields.username if is_tts else fields.application
    found.prefix = "" if is_tts else fields.prefix
    found.gateways = fields.gateways and not is_tts
    found.ca_certificate = fields.ca_certificate
    found.client_certificate = fields.client_certificate
    found.sealed_password = _sealed(
        found,
        "password",
        fields.password,
        known=found.sealed_password if fields.username else None,
    )
    found.sealed_key = _sealed(
        found,
        "key",
        fields.client_key,
        known=found.sealed_key if fields.client_certificate else None,
    )


def _would_tell_another(found: MqttSettings, fields: MqttFields, place: Place) -> bool:
    """Say whether a known password would go where it was not entered for."""
    if not found.sealed_password or fields.password or not fields.username:
        return False
    return found.host != place.host or (found.tls and not place.tls)


def _filters(found: MqttSettings) -> set[str]:
    """Return all that a broker is asked for."""
    asked = set(filters_of(found.connection.kind, found.application, found.prefix))
    return asked.union(CHIRPSTACK_GATEWAYS if found.gateways else ())


def _sealed(
    found: MqttSettings, what: str, secret: str, *, known: bytes | memoryview | None
) -> bytes | None:
    if not secret:
        return None if known is None else bytes(known)
    master_keys: MasterKeys = settings.MASTER_KEYS
    return master_keys.seal(secret.encode(), context=_context(found, what))


def _context(found: MqttSettings, what: str) -> str:
    return f"mqtt {found.client_id} {what}"


def _shown(connection: Connection) -> dict[str, object]:
    """Return what the audit log may tell of a connection."""
    if connection.transport != Transport.MQTT:
        return {"name": connection.name}
    found = connection.mqtt
    return {
        "name": connection.name,
        "broker": found.url,
        "username": found.username,
        "application": found.application,
        "prefix": found.prefix,
        "gateways": found.gateways,
        "ca_certificate": bool(found.ca_certificate),
        "client_certificate": bool(found.client_certificate),
    }
