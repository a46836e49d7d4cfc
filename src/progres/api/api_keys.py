"""Keys for this API: /api/v1/api-keys."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from progres.accounts.access import Permission
from progres.accounts.api_key_actions import (
    LONGEST_DAYS,
    KeyFields,
    make_key,
    revoke_key,
)
from progres.accounts.api_key_queries import search_keys
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Name
from progres.api.noted import note_list
from progres.api.paging import Paging, Part, part_of
from progres.tenants.queries import get_tenant

router = Router(tags=["api-keys"])


class ApiKeyIn(Body):
    tenant: Id | None = Field(
        None,
        description="It reaches this instance and all below; "
        "the asking key's own if left out.",
    )
    name: Name = Field(examples=["Billing export"])
    read_only: bool = True
    permissions: list[Permission] | None = Field(
        None,
        description="What it may do at most; left out, as much as the asking key.",
        examples=[["devices.view", "readings.view"]],
    )
    expires_at: AwareDatetime = Field(
        description=f"Within {LONGEST_DAYS} days, and not after the asking key."
    )


class ApiKeyOut(Schema):
    """A key without its secret."""

    id: int
    tenant: int = Field(validation_alias="tenant_id")
    user: int = Field(validation_alias="user_id", description="For whom it acts.")
    name: str
    prefix: str = Field(examples=["pk_Xb31TqLz"])
    read_only: bool
    permissions: list[str] | None = Field(description="null: all of its user's.")
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewApiKeyOut(ApiKeyOut):
    """A key with its secret."""

    key: str = Field(description="Shown this once; only its hash is kept.")


@router.get("", response=Part[ApiKeyOut], auth=readers(Permission.TENANTS_VIEW))
def list_api_keys(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Keys into the instances in reach: the own, and with users.view everybody's."""
    if request.by.may(Permission.USERS_VIEW):
        note_list(request, "api_keys.viewed", paging)
    return part_of(search_keys(request.by), paging)


@router.post("", response={201: NewApiKeyOut}, auth=writers(Permission.API_KEYS_EDIT))
def create_api_key(request: ApiRequest, fields: ApiKeyIn) -> Status[Any]:
    """Make a key for the same user, with no more than the asking key has."""
    tenant = get_tenant(request.by.scope, fields.tenant or request.by.tenant.id)
    said = KeyFields(**fields.model_dump(exclude={"tenant"}))
    key, token = make_key(said, tenant=tenant, by=request.by, at=timezone.now())
    shown = ApiKeyOut.from_orm(key).model_dump()
    return Status(201, NewApiKeyOut.model_construct(**shown, key=token))


@router.delete(
    "/{int:api_key_id}", response={204: None}, auth=writers(Permission.API_KEYS_EDIT)
)
def revoke_api_key(request: ApiRequest, api_key_id: int) -> Status[None]:
    """Revoke a key, which ends at once; others' with users.edit."""
    revoke_key(api_key_id, by=request.by, at=timezone.now())
    return Status(204, None)
