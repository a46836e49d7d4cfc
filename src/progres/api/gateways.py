"""Gateways: /api/v1/gateways."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Latitude, Longitude, Name, Text
from progres.api.paging import Paging, Part, part_of
from progres.gateways.actions import register_gateway
from progres.gateways.queries import search_gateways
from progres.tenants.queries import get_tenant

router = Router(tags=["gateways"])


class GatewayIn(Body):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    gateway_id: Text = Field(
        min_length=1,
        max_length=64,
        description="What network servers call it, usually its EUI.",
        examples=["24e124fffef00001"],
    )
    name: Name = Field(examples=["Rathaus Turm"])
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    shared: bool = Field(True, description="Instances below see its name.")  # noqa: FBT003


class GatewayOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    gateway_id: str
    name: str
    latitude: float | None
    longitude: float | None
    shared: bool
    created_at: datetime


@router.get("", response=Part[GatewayOut], auth=readers(Permission.GATEWAYS_VIEW))
def list_gateways(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Own gateways and shared ones of instances above."""
    return part_of(search_gateways(request.by.scope), paging)


@router.post("", response={201: GatewayOut}, auth=writers(Permission.GATEWAYS_EDIT))
def add_gateway(request: ApiRequest, fields: GatewayIn) -> Status[Any]:
    """Name a gateway and say where it stands."""
    gateway = register_gateway(
        **fields.model_dump(exclude={"tenant"}),
        tenant=get_tenant(request.by.scope, fields.tenant or request.by.tenant.id),
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, gateway)


@router.get(
    "/{int:gateway_id}", response=GatewayOut, auth=readers(Permission.GATEWAYS_VIEW)
)
def show_gateway(request: ApiRequest, gateway_id: int) -> object:
    return search_gateways(request.by.scope).get(id=gateway_id)
