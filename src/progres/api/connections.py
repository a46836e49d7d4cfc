"""Connections to network servers: /api/v1/connections."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Name
from progres.api.paging import Paging, Part, part_of
from progres.connections.actions import (
    create_connection,
    delete_connection,
    pause_connection,
    renew_token,
    resume_connection,
)
from progres.connections.checks import LONGEST_PEM, MqttFields
from progres.connections.mqtt_actions import (
    change_connection,
    create_mqtt_connection,
)
from progres.connections.queries import (
    Talk,
    get_connection,
    search_connections,
    talk_of,
)
from progres.connections.rules import Kind, Transport
from progres.kit.refusal import said_again
from progres.readings.traffic import heard_through
from progres.tenants.queries import get_tenant

router = Router(tags=["connections"])


class MqttIn(Body):
    """A broker; certificates and key as PEM. Password and key are never shown again."""

    broker: str = Field(max_length=300, examples=["mqtts://broker.example.org:8883"])
    username: str = Field(
        "", max_length=200, description="In The Things Stack such as `my-app@tenant`."
    )
    password: str = Field(
        "", max_length=1000, description="Empty on a change: the one that is known."
    )
    application: str = Field(
        "", max_length=100, description="ChirpStack's application ID; empty: all."
    )
    prefix: str = Field(
        "", max_length=100, description="What stands before `application/` in topics."
    )
    gateways: bool = Field(
        default=True,
        description="Also read how gateways are; ChirpStack alone publishes it.",
    )
    ca_certificate: str = Field("", max_length=LONGEST_PEM)
    client_certificate: str = Field("", max_length=LONGEST_PEM)
    client_key: str = Field(
        "", max_length=LONGEST_PEM, description="Empty on a change: the known one."
    )


class ConnectionIn(Body):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    kind: Kind
    name: Name = Field(examples=["ChirpStack Rathaus"])
    mqtt: MqttIn | None = Field(
        None, description="The broker to fetch from; a webhook if left out."
    )


class ConnectionChange(Body):
    name: Name
    mqtt: MqttIn | None = Field(
        None, description="The broker; the same as before if left out."
    )


class LinkOut(Schema):
    """How a connection by MQTT is; neither up nor a problem: being called."""

    is_connected: bool
    changed_at: datetime
    problem: str = Field(description="Why it is not connected, a sentence.")

    @staticmethod
    def resolve_problem(link: Any) -> str:
        return str(said_again(link.problem, link.facts or {}))


class HealthOut(Schema):
    """What a connection delivered in the last 24 hours, as far as it is kept."""

    last_message_at: datetime | None
    uplinks: int = Field(description="At most 10,001 are counted.")
    other_messages: int = Field(
        description="Rejected, noted and unassigned ones; at most a hundred of each "
        "kind are kept."
    )
    rejected: int


class ConnectionOut(Schema):
    """Where and as what a network server delivers."""

    id: int
    tenant: int = Field(validation_alias="tenant_id")
    kind: Kind
    transport: Transport
    name: str
    url: str = Field(
        description="Where the network server posts to, or where its broker is.",
        examples=["https://iot.example.org/ingest/chirpstack/1"],
    )
    token_prefix: str = Field(description="The beginning of the secret.")
    created_at: datetime
    paused_at: datetime | None
    link: LinkOut | None = Field(description="Null for a webhook.")

    @staticmethod
    def resolve_link(connection: Any) -> object:
        return getattr(connection, "link", None)


class ConnectionWithToken(ConnectionOut):
    token: str | None = Field(
        description="For `Authorization: Bearer …`, shown once and never again; null "
        "for a connection by MQTT."
    )


class TokenOut(Schema):
    token: str = Field(description="The new secret; shown once and never again.")


@router.get("", response=Part[ConnectionOut], auth=readers(Permission.CONNECTIONS_VIEW))
def list_connections(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Connections of the key's own instance and all below."""
    return part_of(search_connections(request.by.scope), paging)


@router.post(
    "",
    response={201: ConnectionWithToken},
    auth=writers(Permission.CONNECTIONS_EDIT),
)
def add_connection(request: ApiRequest, fields: ConnectionIn) -> Status[Any]:
    """Let a network server deliver to an instance and those below.

    By webhook, or by MQTT from its broker, which is called within seconds.
    """
    tenant = get_tenant(request.by.scope, fields.tenant or request.by.tenant.id)
    by, at = request.by, timezone.now()
    token: str | None = None
    if fields.mqtt is None:
        connection, token = create_connection(
            name=fields.name, kind=fields.kind, tenant=tenant, by=by, at=at
        )
    else:
        connection = create_mqtt_connection(
            name=fields.name,
            kind=fields.kind,
            mqtt=MqttFields(**fields.mqtt.model_dump()),
            tenant=tenant,
            by=by,
            at=at,
        )
    shown = ConnectionOut.from_orm(connection).model_dump()
    return Status(201, ConnectionWithToken.model_construct(**shown, token=token))


@router.get(
    "/{int:connection_id}",
    response=ConnectionOut,
    auth=readers(Permission.CONNECTIONS_VIEW),
)
def show_connection(request: ApiRequest, connection_id: int) -> object:
    return get_connection(request.by.scope, connection_id)


@router.get(
    "/{int:connection_id}/health",
    response=HealthOut,
    auth=readers(Permission.CONNECTIONS_VIEW),
)
def show_health(request: ApiRequest, connection_id: int) -> dict[str, object]:
    """What came in the last 24 hours, and how much of it was rejected."""
    scope, at = request.by.scope, timezone.now()
    connection = get_connection(scope, connection_id)
    heard = heard_through(scope, [connection.id], at=at)[connection.id]
    talk = talk_of(scope, at=at).get(connection.id, Talk())
    times = [time for time in (heard.last_at, talk.last_at) if time]
    return {
        "last_message_at": max(times, default=None),
        "uplinks": heard.in_a_day,
        "other_messages": talk.in_a_day,
        "rejected": talk.rejected_in_a_day,
    }


@router.put(
    "/{int:connection_id}",
    response=ConnectionOut,
    auth=writers(Permission.CONNECTIONS_EDIT),
)
def replace_connection(
    request: ApiRequest, connection_id: int, fields: ConnectionChange
) -> object:
    """Change the name, and where a connection by MQTT leads."""
    change_connection(
        connection_id,
        name=fields.name,
        mqtt=MqttFields(**fields.mqtt.model_dump()) if fields.mqtt else None,
        by=request.by,
        at=timezone.now(),
    )
    return get_connection(request.by.scope, connection_id)


@router.post(
    "/{int:connection_id}/pause",
    response=ConnectionOut,
    auth=writers(Permission.CONNECTIONS_EDIT),
)
def pause(request: ApiRequest, connection_id: int) -> object:
    """Take nothing more; a webhook is answered 503, a broker keeps what it has."""
    pause_connection(connection_id, by=request.by, at=timezone.now())
    return get_connection(request.by.scope, connection_id)


@router.post(
    "/{int:connection_id}/resume",
    response=ConnectionOut,
    auth=writers(Permission.CONNECTIONS_EDIT),
)
def resume(request: ApiRequest, connection_id: int) -> object:
    """Let a paused connection go on."""
    resume_connection(connection_id, by=request.by, at=timezone.now())
    return get_connection(request.by.scope, connection_id)


@router.post(
    "/{int:connection_id}/token",
    response=TokenOut,
    auth=writers(Permission.CONNECTIONS_EDIT),
)
def replace_token(request: ApiRequest, connection_id: int) -> dict[str, str]:
    """Give a connection a new secret; the old one ends at once."""
    return {"token": renew_token(connection_id, by=request.by, at=timezone.now())}


@router.delete(
    "/{int:connection_id}",
    response={204: None},
    auth=writers(Permission.CONNECTIONS_EDIT),
)
def remove_connection(request: ApiRequest, connection_id: int) -> Status[None]:
    """Remove a connection with its messages and its unassigned uplinks."""
    delete_connection(connection_id, by=request.by, at=timezone.now())
    return Status(204, None)
