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
from progres.api.fields import Body, Id, Latitude, Longitude, Name, Text
from progres.api.noted import note_view
from progres.api.paging import Paging, Part, part_of
from progres.assets.actions import (
    change_asset,
    create_asset,
    delete_asset,
    move_asset,
)
from progres.assets.checks import AssetFields, said_of_asset
from progres.assets.queries import get_asset, search_assets
from progres.assets.rules import AssetKind
from progres.devices.plans import MOST_ON_A_PLAN, Spot, place_on_plan, places_on
from progres.tenants.queries import get_tenant

router = Router(tags=["assets"])

OwnValue = bool | float | Text | None


class Place(Body):
    street: Text = Field("", max_length=120)
    postal_code: Text = Field("", max_length=20)
    city: Text = Field("", max_length=100)
    country: Text = Field("", max_length=60)
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    responsible: Id | None = Field(
        None, description="A user of its instance or one above; null: nobody."
    )
    contacts: Text = Field(
        "", max_length=300, description="Others who are responsible."
    )
    notes: Text = Field("", max_length=5000)
    parent: Id | None = Field(None, description="What it stands in; null: in nothing.")
    asset_type: Id | None = Field(
        None, description="A type of /asset-types; null: only its kind."
    )
    fields: dict[str, OwnValue] = Field(
        default_factory=dict,
        description="What its type asks for, by key; null takes a value away.",
        examples=[{"year_built": 1978, "inspected_on": "2026-03-01"}],
    )


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
    asset_type: int | None = Field(validation_alias="type_id")
    fields: dict[str, OwnValue] = Field(validation_alias="values")
    street: str
    postal_code: str
    city: str
    country: str
    latitude: float | None
    longitude: float | None
    created_at: datetime


class AssetDetail(AssetOut):
    responsible: int | None = Field(validation_alias="responsible_id")
    contacts: str
    notes: str


class PlanPlaceIn(Body):
    device: Id
    x: float = Field(ge=0, le=1, description="Part of the width, from the left.")
    y: float = Field(ge=0, le=1, description="Part of the height, from the top.")


class PlanIn(Body):
    places: list[PlanPlaceIn] = Field(max_length=MOST_ON_A_PLAN)


class PlanPlaceOut(Schema):
    device: int = Field(validation_alias="device_id")
    x: float
    y: float


class PlanOut(Schema):
    places: list[PlanPlaceOut]


@router.get("", response=Part[AssetOut], auth=readers(Permission.ASSETS_VIEW))
def list_assets(
    request: ApiRequest, paging: Query[Paging], q: Text = ""
) -> dict[str, Any]:
    """Assets of the key's own instance and all below.

    `q`: words that begin words of the name or the address.
    """
    return part_of(search_assets(request.by.scope, text=q), paging)


@router.post("", response={201: AssetDetail}, auth=writers(Permission.ASSETS_EDIT))
def add_asset(request: ApiRequest, fields: AssetIn) -> Status[Any]:
    """Make an asset."""
    scope = request.by.scope
    said = fields.model_dump(exclude={"tenant", "parent"})
    asset = create_asset(
        AssetFields(**_columns(said)),
        tenant=get_tenant(scope, fields.tenant or request.by.tenant.id),
        parent=get_asset(scope, fields.parent) if fields.parent else None,
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, asset)


@router.get(
    "/{int:asset_id}", response=AssetDetail, auth=readers(Permission.ASSETS_VIEW)
)
def show_asset(request: ApiRequest, asset_id: int) -> object:
    asset = get_asset(request.by.scope, asset_id)
    if asset.contacts or asset.responsible_id:
        note_view(request, "asset.viewed", asset.target, tenant_id=asset.tenant_id)
    return asset


@router.patch(
    "/{int:asset_id}", response=AssetDetail, auth=writers(Permission.ASSETS_EDIT)
)
def edit_asset(request: ApiRequest, asset_id: int, changes: AssetPatch) -> object:
    """Change what is said of an asset, or what it stands in."""
    given = changes.model_dump(exclude_unset=True)
    by, at = request.by, timezone.now()
    if "parent" in given:
        parent_id = given.pop("parent")
        parent = get_asset(by.scope, parent_id) if parent_id else None
        move_asset(asset_id, parent, by=by, at=at)
    asset = get_asset(by.scope, asset_id, to_change=True)
    columns = _columns(given)
    if "values" in columns and given.get("asset_type", asset.type_id) == asset.type_id:
        columns["values"] = {**asset.values, **columns["values"]}
    return change_asset(
        asset_id, replace(said_of_asset(asset), **columns), by=by, at=at
    )


@router.delete(
    "/{int:asset_id}", response={204: None}, auth=writers(Permission.ASSETS_EDIT)
)
def remove_asset(request: ApiRequest, asset_id: int) -> Status[None]:
    """Delete an asset in which nothing stands or hangs, with its files."""
    delete_asset(asset_id, by=request.by, at=timezone.now())
    return Status(204, None)


@router.get(
    "/{int:asset_id}/plan",
    response=PlanOut,
    auth=readers(Permission.ASSETS_VIEW, Permission.DEVICES_VIEW),
)
def show_plan(request: ApiRequest, asset_id: int) -> dict[str, Any]:
    """Devices on the floor plan of an asset."""
    scope = request.by.scope
    return {"places": places_on(scope, get_asset(scope, asset_id))}


@router.put(
    "/{int:asset_id}/plan",
    response=PlanOut,
    auth=writers(Permission.ASSETS_EDIT, Permission.DEVICES_VIEW),
)
def change_plan(request: ApiRequest, asset_id: int, plan: PlanIn) -> dict[str, Any]:
    """Put exactly these devices on the floor plan; others are taken off."""
    by = request.by
    there = places_on(by.scope, get_asset(by.scope, asset_id))
    spots: dict[int, Spot | None] = dict.fromkeys(
        there.values_list("device_id", flat=True)
    )
    spots |= {place.device: Spot(x=place.x, y=place.y) for place in plan.places}
    asset = place_on_plan(asset_id, spots, by=by, at=timezone.now())
    return {"places": places_on(by.scope, asset)}


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    """Name what was given as the domain does; whole numbers stay whole."""
    columns = dict(given)
    if "responsible" in columns:
        columns["responsible_id"] = columns.pop("responsible")
    if "asset_type" in columns:
        columns["type_id"] = columns.pop("asset_type")
        columns.setdefault("fields", {})
    if "fields" in columns:
        columns["values"] = {
            key: int(value)
            if isinstance(value, float) and value.is_integer()
            else value
            for key, value in columns.pop("fields").items()
        }
    return columns
