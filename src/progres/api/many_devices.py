"""Many devices at once, and deleted ones: /api/v1/devices/bulk, /devices/deleted."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.devices import DeviceOut, DeviceStatus
from progres.api.fields import Body, Id, Text
from progres.api.paging import Paging, Part, part_of
from progres.devices.bulk import Change, edit_devices
from progres.devices.deleting import delete_devices, restore_device
from progres.devices.descriptions import LONGEST_TAG, MOST_TAGS
from progres.devices.moving_devices import move_devices
from progres.devices.queries import (
    get_device,
    get_device_type,
    search_deleted,
    search_devices,
)
from progres.devices.selection import MOST_DEVICES, Plan
from progres.tenants.queries import get_tenant

router = Router(tags=["devices"])

Tags = list[Annotated[Text, Field(max_length=LONGEST_TAG)]]


class Changes(Body):
    """What is to be the same for all; what is left out stays."""

    device_type: Id | None = None
    status: DeviceStatus = "registered"
    asset: Id | None = None
    site: Text = Field(default_factory=str, max_length=120)
    installation_place: Text = Field(default_factory=str, max_length=120)
    add_tags: Tags = Field(default_factory=list, max_length=MOST_TAGS)
    remove_tags: Tags = Field(default_factory=list, max_length=MOST_TAGS)


class BulkIn(Body):
    """What is to be done with which devices; all must be in reach."""

    devices: list[Id] = Field(max_length=MOST_DEVICES)
    action: Literal["edit", "move", "delete"]
    changes: Changes | None = Field(None, description="For `edit`.")
    tenant: Id | None = Field(None, description="For `move`: where to.")
    preview: bool = Field(
        False,  # noqa: FBT003 a default
        description="Only tell what would become of each.",
    )


class RefusedOut(Schema):
    device: int
    detail: str


class BulkOut(Schema):
    """What became of the devices, or would."""

    touched: list[int]
    refused: list[RefusedOut]
    unchanged: int = Field(description="How many are like this already.")


class DeletedOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    device_type: int | None = Field(validation_alias="device_type_id")
    dev_eui: str
    name: str
    deleted_at: datetime


class RestoreIn(Body):
    device_type: Id | None = Field(
        None, description="Where the type of the device was deleted meanwhile."
    )


@router.post("/bulk", response=BulkOut, auth=writers(Permission.DEVICES_EDIT))
def change_many_devices(request: ApiRequest, wanted: BulkIn) -> dict[str, Any]:
    """Edit, move or delete up to 10,000 devices, all that can be in one step."""
    _check_reach(request, wanted.devices)
    with transaction.atomic():
        plan = _done(request, wanted)
        transaction.set_rollback(wanted.preview)
    return {
        "touched": [device.id for device in plan.touched],
        "refused": [
            {"device": device.id, "detail": str(why)} for device, why in plan.refused
        ],
        "unchanged": plan.unchanged,
    }


@router.get(
    "/deleted", response=Part[DeletedOut], auth=readers(Permission.DEVICES_EDIT)
)
def list_deleted_devices(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Devices that were deleted within seven days and can be restored."""
    return part_of(search_deleted(request.by.scope), paging)


@router.post(
    "/{int:device_id}/restore",
    response=DeviceOut,
    auth=writers(Permission.DEVICES_EDIT),
)
def restore_deleted_device(
    request: ApiRequest, device_id: int, wanted: RestoreIn
) -> object:
    """Bring a deleted device back as it was, with its readings."""
    scope, type_id = request.by.scope, wanted.device_type
    return restore_device(
        device_id,
        device_type=get_device_type(scope, type_id) if type_id else None,
        by=request.by,
        at=timezone.now(),
    )


def _check_reach(request: ApiRequest, ids: list[int]) -> None:
    """Answer an id out of reach as anywhere else."""
    scope = request.by.scope
    known = search_devices(scope).filter(id__in=ids).values_list("id", flat=True)
    for missing in set(ids) - set(known):
        get_device(scope, missing)


def _done(request: ApiRequest, wanted: BulkIn) -> Plan:
    by, at = request.by, timezone.now()
    match wanted.action:
        case "edit":
            change = _change(request, wanted.changes or Changes())
            return edit_devices(wanted.devices, change, by=by, at=at)
        case "move":
            to = get_tenant(by.scope, wanted.tenant or 0)
            return move_devices(wanted.devices, to, by=by, at=at)
        case _:
            return delete_devices(wanted.devices, by=by, at=at)


def _change(request: ApiRequest, changes: Changes) -> Change:
    given = changes.model_dump(exclude_unset=True)
    type_id = given.pop("device_type", None)
    if "asset" in given:
        given["asset_id"] = given.pop("asset")
    return Change(
        add_tags=given.pop("add_tags", ()),
        remove_tags=given.pop("remove_tags", ()),
        fields=given,
        device_type=get_device_type(request.by.scope, type_id) if type_id else None,
    )
