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
    renew_token,
)
from progres.connections.queries import get_connection, search_connections
from progres.connections.rules import Kind
from progres.tenants.queries import get_tenant

router = Router(tags=["connections"])


class ConnectionIn(Body):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    kind: Kind
    name: Name = Field(examples=["ChirpStack Rathaus"])


class ConnectionOut(Schema):
    """Where and as what a network server delivers."""

    id: int
    tenant: int = Field(validation_alias="tenant_id")
    kind: Kind
    name: str
    url: str = Field(
        description="Where the network server posts to.",
        examples=["https://iot.example.org/ingest/chirpstack/1"],
    )
    token_prefix: str = Field(description="The beginning of the secret.")
    created_at: datetime


class ConnectionWithToken(ConnectionOut):
    token: str = Field(
        description="For `Authorization: Bearer …`; shown once and never again."
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
    """Let a network server deliver to an instance and those below."""
    connection, token = create_connection(
        name=fields.name,
        kind=fields.kind,
        tenant=get_tenant(request.by.scope, fields.tenant or request.by.tenant.id),
        by=request.by,
        at=timezone.now(),
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
