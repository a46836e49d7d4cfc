"""Types of assets that instances make themselves: /api/v1/asset-types."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Name, Text
from progres.api.paging import Paging, Part, part_of
from progres.assets.checks import AssetTypeFields, said_of_type
from progres.assets.queries import get_asset_type, search_asset_types
from progres.assets.rules import MOST_CHOICES, MOST_FIELDS, FieldKind
from progres.assets.type_actions import (
    change_asset_type,
    create_asset_type,
    delete_asset_type,
)
from progres.tenants.queries import get_tenant

router = Router(tags=["asset types"])


class AskedField(Body):
    """What is asked of assets; labels fall back on each other and on the key."""

    key: Text = Field(max_length=40, examples=["year_built"])
    label_de: Text = Field("", max_length=100, examples=["Baujahr"])
    label_en: Text = Field("", max_length=100, examples=["Built in"])
    kind: FieldKind = FieldKind.TEXT
    unit: Text = Field("", max_length=20, description="Of a number.")
    required: bool = False
    choices: list[Text] = Field([], max_length=MOST_CHOICES)


class AssetTypeIn(Body):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    name: Name = Field(examples=["Pumpwerk"])
    fields: list[AskedField] = Field([], max_length=MOST_FIELDS)
    shared: bool = Field(True, description="Instances below may use it.")  # noqa: FBT003


class AssetTypePatch(Body):
    """What is to be changed; what is left out stays."""

    name: Name = Field(default_factory=str)
    fields: list[AskedField] = Field(default_factory=list, max_length=MOST_FIELDS)
    shared: bool = Field(default_factory=bool)


class AssetTypeOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    name: str
    fields: list[AskedField] = Field(validation_alias="field_specs")
    shared: bool
    created_at: datetime


@router.get("", response=Part[AssetTypeOut], auth=readers(Permission.ASSETS_VIEW))
def list_asset_types(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Own types and shared ones of instances above."""
    return part_of(search_asset_types(request.by.scope), paging)


@router.post("", response={201: AssetTypeOut}, auth=writers(Permission.ASSETS_EDIT))
def add_asset_type(request: ApiRequest, fields: AssetTypeIn) -> Status[Any]:
    """Describe a type of assets."""
    asset_type = create_asset_type(
        AssetTypeFields(**_columns(fields.model_dump(exclude={"tenant"}))),
        tenant=get_tenant(request.by.scope, fields.tenant or request.by.tenant.id),
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, asset_type)


@router.get(
    "/{int:asset_type_id}", response=AssetTypeOut, auth=readers(Permission.ASSETS_VIEW)
)
def show_asset_type(request: ApiRequest, asset_type_id: int) -> object:
    return get_asset_type(request.by.scope, asset_type_id)


@router.patch(
    "/{int:asset_type_id}", response=AssetTypeOut, auth=writers(Permission.ASSETS_EDIT)
)
def edit_asset_type(
    request: ApiRequest, asset_type_id: int, changes: AssetTypePatch
) -> object:
    """Change a type; what its assets have stays until they are changed themselves."""
    asset_type = get_asset_type(request.by.scope, asset_type_id, to_change=True)
    given = changes.model_dump(exclude_unset=True)
    wanted = replace(said_of_type(asset_type), **_columns(given))
    return change_asset_type(asset_type_id, wanted, by=request.by, at=timezone.now())


@router.delete(
    "/{int:asset_type_id}", response={204: None}, auth=writers(Permission.ASSETS_EDIT)
)
def remove_asset_type(request: ApiRequest, asset_type_id: int) -> Status[None]:
    """Remove a type of which there is no asset."""
    delete_asset_type(asset_type_id, by=request.by, at=timezone.now())
    return Status(204, None)


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    """Name what was given as the domain does."""
    columns = dict(given)
    if "fields" in columns:
        columns["field_specs"] = columns.pop("fields")
    return columns
