"""Which device hung in which asset from when to when: /api/v1/device-places."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers
from progres.api.fields import Id
from progres.api.paging import Paging, Part, part_of
from progres.devices.places import search_places

router = Router(tags=["devices"])


class DevicePlaceOut(Schema):
    """A time in a place, with the names of both as they were at its end."""

    device: int = Field(validation_alias="device_id")
    device_name: str
    asset: int | None = Field(
        validation_alias="asset_id", description="null: it was deleted."
    )
    asset_name: str
    since: datetime
    until: datetime | None = Field(description="null: until today.")


class PlaceFilter(Schema):
    device: Id | None = None
    asset: Id | None = Field(None, description="In this asset itself.")


@router.get("", response=Part[DevicePlaceOut], auth=readers(Permission.DEVICES_VIEW))
def list_device_places(
    request: ApiRequest, paging: Query[Paging], wanted: Query[PlaceFilter]
) -> dict[str, Any]:
    """The oldest first; those of a deleted device for seven days more."""
    found = search_places(
        request.by.scope, device_id=wanted.device, asset_id=wanted.asset
    )
    return part_of(found, paging)
