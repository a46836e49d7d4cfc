"""Customer instances: /api/v1/tenants."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Name, Text
from progres.api.noted import note_list, note_view
from progres.api.paging import Paging, Part, part_of
from progres.database.scope import scoped
from progres.devices.moving import move_instance
from progres.tenants.actions import change_tenant, create_tenant
from progres.tenants.checks import MOST
from progres.tenants.contracts import terms_of
from progres.tenants.models import Tenant
from progres.tenants.placing import archive_tenant, unarchive_tenant
from progres.tenants.queries import get_tenant, search_tenants, with_archived
from progres.tenants.rules import Standing, standing_of

router = Router(tags=["tenants"])

SHORT_NAME = r"^[A-Za-z0-9_-]+$"


class TenantFields(Body):
    """What both making and changing can say; empty quotas are no limit."""

    contact_first_name: Text = Field("", max_length=60)
    contact_last_name: Text = Field("", max_length=60)
    contact_email: Text = Field("", max_length=254)
    contact_phone: Text = Field("", max_length=40)
    brand_name: Text = Field(
        "", max_length=60, description="Empty: as the nearest instance above has it."
    )
    accent: Text = Field("", max_length=7, examples=["#0b5fc0"])
    mail_sender_name: Text = Field("", max_length=100)
    quota_devices: int | None = Field(None, ge=0, le=MOST)
    quota_users: int | None = Field(None, ge=0, le=MOST)
    quota_uplinks: int | None = Field(
        None, ge=0, le=MOST, description="In a day; beyond it is only warned."
    )


class TenantIn(TenantFields):
    name: Name = Field(examples=["Stadtwerke Musterstadt"])
    short_name: str = Field(
        min_length=1,
        max_length=40,
        pattern=SHORT_NAME,
        description="Letters, digits and hyphens; once below one parent.",
        examples=["sw-musterstadt"],
    )
    parent: Id | None = Field(
        None, description="The instance above; the key's own if left out."
    )
    language: Literal["de", "en"] = "de"
    time_zone: Text = Field("Europe/Berlin", max_length=60)


class TenantChange(TenantFields):
    """What is to be changed; what is left out stays."""

    name: Name = Field(default_factory=str)
    short_name: str = Field(
        default_factory=str, min_length=1, max_length=40, pattern=SHORT_NAME
    )
    language: Literal["de", "en"] = Field("de")
    time_zone: Text = Field("Europe/Berlin", max_length=60)


class TenantFilter(Schema):
    """Which instances are listed."""

    parent: Id | None = Field(None, description="Only those right below it.")
    archived: bool = Field(
        default_factory=bool, description="The archived ones as well."
    )


class TenantMove(Body):
    parent: Id = Field(description="The instance that it is to be below.")


class TenantOut(Schema):
    id: int
    parent: int | None = Field(
        validation_alias="parent_id", description="null for the operator's own."
    )
    name: str = Field(examples=["Stadtwerke Musterstadt"])
    short_name: str = Field(examples=["sw-musterstadt"])
    language: str
    time_zone: str = Field(examples=["Europe/Berlin"])
    contact_first_name: str
    contact_last_name: str
    contact_email: str
    contact_phone: str
    brand_name: str
    accent: str
    mail_sender_name: str
    quota_devices: int | None
    quota_users: int | None
    quota_uplinks: int | None
    standing: Standing = Field(
        description="By its contract or the nearest above: setup while there is none."
    )
    archived_at: datetime | None = Field(
        description="Since when it can only be looked at."
    )
    created_at: datetime


@router.get("", response=Part[TenantOut], auth=readers(Permission.TENANTS_VIEW))
def list_tenants(
    request: ApiRequest,
    paging: Query[Paging],
    only: Query[TenantFilter],
) -> dict[str, Any]:
    """The key's own instance and all below; `parent` of each makes a tree of them."""
    note_list(request, "tenant.viewed", paging)
    scope = request.by.scope
    if only.archived:
        scope = with_archived(scope)
    with scoped(scope):
        tenants = search_tenants(scope)
        if only.parent is not None:
            parent = {only.parent} & scope.tenant_ids
            tenants = tenants.filter(parent_id__in=parent)
        part = part_of(tenants, paging)
        _tell_standing(part["items"])
    return part


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
    with scoped(request.by.scope.with_one(tenant.id)):
        return Status(201, _tell_standing([tenant])[0])


@router.get(
    "/{int:tenant_id}", response=TenantOut, auth=readers(Permission.TENANTS_VIEW)
)
def show_tenant(request: ApiRequest, tenant_id: int) -> object:
    scope = with_archived(request.by.scope)
    with scoped(scope):
        tenant = get_tenant(scope, tenant_id)
        note_view(request, "tenant.viewed", tenant.target, tenant_id=tenant.id)
        return _tell_standing([tenant])[0]


@router.patch(
    "/{int:tenant_id}", response=TenantOut, auth=writers(Permission.TENANTS_EDIT)
)
def edit_tenant(request: ApiRequest, tenant_id: int, changes: TenantChange) -> object:
    """Change an instance; what is left out stays. Quotas are given from above."""
    tenant = change_tenant(
        tenant_id,
        changes.model_dump(exclude_unset=True),
        scope=request.by.scope,
        by=request.by.actor,
        at=timezone.now(),
    )
    return _tell_standing([tenant])[0]


@router.post(
    "/{int:tenant_id}/move", response=TenantOut, auth=writers(Permission.TENANTS_EDIT)
)
def move(request: ApiRequest, tenant_id: int, fields: TenantMove) -> object:
    """Put an instance, with all below it, under another one."""
    tenant = move_instance(tenant_id, fields.parent, by=request.by, at=timezone.now())
    return _tell_standing([tenant])[0]


@router.post(
    "/{int:tenant_id}/archive",
    response=TenantOut,
    auth=writers(Permission.TENANTS_EDIT),
)
def archive(request: ApiRequest, tenant_id: int) -> object:
    """Let an instance only be looked at; its connections take nothing any more."""
    tenant = archive_tenant(
        tenant_id, scope=request.by.scope, by=request.by.actor, at=timezone.now()
    )
    return _tell_standing([tenant])[0]


@router.post(
    "/{int:tenant_id}/unarchive",
    response=TenantOut,
    auth=writers(Permission.TENANTS_EDIT),
)
def unarchive(request: ApiRequest, tenant_id: int) -> object:
    """Bring an archived instance back."""
    scope, by = request.by.scope, request.by.actor
    tenant = unarchive_tenant(tenant_id, scope=scope, by=by, at=timezone.now())
    with scoped(scope.with_one(tenant.id)):
        return _tell_standing([tenant])[0]


def _tell_standing(tenants: Iterable[Tenant]) -> list[Tenant]:
    """Add to instances in scope how far they are with their contracts."""
    found = list(tenants)
    terms = terms_of([tenant.id for tenant in found], at=timezone.now())
    for tenant in found:
        is_operator = tenant.parent_id is None
        tenant.standing = standing_of(terms.get(tenant.id), is_operator=is_operator)  # type: ignore[attr-defined] # for TenantOut alone
    return found
