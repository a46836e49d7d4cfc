"""What devices hang in, buildings and rooms: /api/v1/assets."""

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
from progres.assets.actions import (
    AssetFields,
    change_asset,
    create_asset,
    delete_asset,
    move_asset,
    said_of_asset,
)
from progres.assets.queries import get_asset, search_assets
from progres.assets.rules import AssetKind
from progres.tenants.queries import get_tenant

router = Router(tags=["assets"])


class Place(Body):
    street: Text = Field("", max_length=120)
    postal_code: Text = Field("", max_length=20)
    city: Text = Field("", max_length=100)
    country: Text = Field("", max_length=60)
    parent: Id | None = Field(None, description="What it stands in; null: in nothing.")


class AssetIn(Place):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    name: Name = Field(examples=["Hallenbad"])
    kind: AssetKind = AssetKind.BUILDING


class AssetPatch(Place):
    """What is to be changed; what is left out stays. An asset keeps its instance."""

    name: Name = Field(default_factory=str)
    kind: AssetKind = AssetKind.BUILDING


class AssetOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    parent: int | None = Field(validation_alias="parent_id")
    name: str
    kind: str
    street: str
    postal_code: str
    city: str
    country: str
    created_at: datetime


@router.get("", response=Part[AssetOut], auth=readers(Permission.ASSETS_VIEW))
def list_assets(
    request: ApiRequest, paging: Query[Paging], q: Text = ""
) -> dict[str, Any]:
    """Assets of the key's own instance and all below; `q` stands in the name."""
    return part_of(search_assets(request.by.scope, text=q), paging)


@router.post("", response={201: AssetOut}, auth=writers(Permission.ASSETS_EDIT))
def add_asset(request: ApiRequest, fields: AssetIn) -> Status[Any]:
    """Make an asset."""
    scope = request.by.scope
    asset = create_asset(
        AssetFields(**fields.model_dump(exclude={"tenant", "parent"})),
        tenant=get_tenant(scope, fields.tenant or request.by.tenant.id),
        parent=get_asset(scope, fields.parent) if fields.parent else None,
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, asset)


@router.get("/{int:asset_id}", response=AssetOut, auth=readers(Permission.ASSETS_VIEW))
def show_asset(request: ApiRequest, asset_id: int) -> object:
    return get_asset(request.by.scope, asset_id)


@router.patch(
    "/{int:asset_id}", response=AssetOut, auth=writers(Permission.ASSETS_EDIT)
)
def edit_asset(request: ApiRequest, asset_id: int, changes: AssetPatch) -> object:
    """Change what is said of an asset, or what it stands in."""
    given = changes.model_dump(exclude_unset=True)
    by, at = request.by, timezone.now()
    asset = get_asset(by.scope, asset_id, to_change=True)
    if "parent" in given:
        parent_id = given.pop("parent")
        parent = get_asset(by.scope, parent_id) if parent_id else None
        move_asset(asset_id, parent, by=by, at=at)
    return change_asset(asset_id, replace(said_of_asset(asset), **given), by=by, at=at)


@router.delete(
    "/{int:asset_id}", response={204: None}, auth=writers(Permission.ASSETS_EDIT)
)
def remove_asset(request: ApiRequest, asset_id: int) -> Status[None]:
    """Delete an asset in which nothing stands or hangs."""
    delete_asset(asset_id, by=request.by, at=timezone.now())
    return Status(204, None)
