"""Customer instances: /api/v1/tenants."""

from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Name, Text
from progres.api.paging import Paging, Part, part_of
from progres.tenants.actions import create_tenant
from progres.tenants.queries import get_tenant, search_tenants

router = Router(tags=["tenants"])


class TenantIn(Body):
    name: Name = Field(examples=["Stadtwerke Musterstadt"])
    short_name: str = Field(
        min_length=1,
        max_length=40,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Letters, digits and hyphens; once below one parent.",
        examples=["sw-musterstadt"],
    )
    parent: Id | None = Field(
        None, description="The instance above; the key's own if left out."
    )
    language: Literal["de", "en"] = "de"
    time_zone: Text = Field("Europe/Berlin", max_length=60)


class TenantOut(Schema):
    id: int
    parent: int | None = Field(
        validation_alias="parent_id", description="null for the operator's own."
    )
    name: str = Field(examples=["Stadtwerke Musterstadt"])
    short_name: str = Field(examples=["sw-musterstadt"])
    language: str
    time_zone: str = Field(examples=["Europe/Berlin"])
    created_at: datetime


@router.get("", response=Part[TenantOut], auth=readers(Permission.TENANTS_VIEW))
def list_tenants(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The key's own instance and all below."""
    return part_of(search_tenants(request.by.scope), paging)


@router.post("", response={201: TenantOut}, auth=writers(Permission.TENANTS_CREATE))
def add_tenant(request: ApiRequest, fields: TenantIn) -> Status[Any]:
    """Make a customer instance below another one."""
    parent = get_tenant(request.by.scope, fields.parent or request.by.tenant.id)
    tenant = create_tenant(
        **fields.model_dump(exclude={"parent"}),
        parent=parent,
        by=request.by.actor,
        at=timezone.now(),
    )
    return Status(201, tenant)


@router.get(
    "/{int:tenant_id}", response=TenantOut, auth=readers(Permission.TENANTS_VIEW)
)
def show_tenant(request: ApiRequest, tenant_id: int) -> object:
    return get_tenant(request.by.scope, tenant_id)
