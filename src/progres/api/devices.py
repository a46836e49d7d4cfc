"""Devices: /api/v1/devices."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Latitude, Longitude, Name, Text
from progres.api.noted import note_view
from progres.api.paging import Paging, Part, part_of
from progres.devices.actions import change_device, register_device
from progres.devices.checks import DeviceFields, said_of_device
from progres.devices.deleting import delete_device
from progres.devices.descriptions import LONGEST_TAG, MOST_ATTRIBUTES, MOST_TAGS
from progres.devices.key_actions import reveal_keys
from progres.devices.queries import get_device, get_device_type, search_devices
from progres.tenants.queries import get_tenant

router = Router(tags=["devices"])

Eui = Text  # in any spelling; the action says what is wrong with it
Keys = dict[Literal["app_key", "nwk_key"], Text]
DeviceStatus = Literal["planned", "registered", "decommissioned"]


class Description(Body):
    """What may be said of a device besides what it is."""

    join_eui: Eui = Field(default_factory=str, max_length=40)
    serial_number: Text = Field(default_factory=str, max_length=60)
    meter_number: Text = Field(default_factory=str, max_length=60)
    measuring_location: Text = Field(default_factory=str, max_length=60)
    site: Text = Field(default_factory=str, max_length=120, examples=["Hallenbad"])
    installation_place: Text = Field(
        default_factory=str, max_length=120, examples=["Umkleide 2"]
    )
    asset: Id | None = Field(
        None, description="What it hangs in: of its instance or one above."
    )
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    status: DeviceStatus = "registered"
    notes: Text = Field(default_factory=str, max_length=5000)
    tags: list[Annotated[Text, Field(max_length=LONGEST_TAG)]] = Field(
        default_factory=list, max_length=MOST_TAGS, examples=[["Keller", "Los 3"]]
    )
    attributes: dict[Text, Text] = Field(
        default_factory=dict,
        max_length=MOST_ATTRIBUTES,
        description="Own texts by their names.",
        examples=[{"Schrank": "12"}],
    )
    keys: Keys = Field(
        default_factory=dict,
        description="Root keys, 32 hex digits each; stored sealed, shown only by"
        " `POST …/keys/reveal`.",
    )


class DeviceIn(Description):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    dev_eui: Eui = Field(max_length=40, examples=["24E124710C140001"])
    name: Name = Field(examples=["Raumfühler 1"])
    device_type: Id


class DevicePatch(Description):
    """What is to be changed; what is left out stays. A device keeps its instance."""

    dev_eui: Eui = Field(default_factory=str, max_length=40)
    name: Name = Field(default_factory=str)
    device_type: Id = Field(default_factory=int)


class DeviceOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    device_type: int = Field(validation_alias="device_type_id")
    asset: int | None = Field(validation_alias="asset_id")
    dev_eui: str = Field(examples=["24e124710c140001"])
    join_eui: str
    name: str
    status: str
    serial_number: str
    meter_number: str
    measuring_location: str
    site: str
    installation_place: str
    latitude: float | None
    longitude: float | None
    notes: str
    tags: list[str]
    attributes: dict[str, str]
    created_at: datetime


class KeysOut(Schema):
    """Root keys as hex digits; null: none is kept."""

    app_key: str | None = None
    nwk_key: str | None = None


class DeviceFilter(Schema):
    dev_eui: Text = Field("", description="A whole DevEUI in any spelling.")
    q: Text = Field("", description="Words that begin words of the device.")
    tenant: Id | None = Field(None, description="Devices of this instance alone.")
    device_type: Id | None = None
    tag: Text = Field("", description="A whole tag.")


@router.get("", response=Part[DeviceOut], auth=readers(Permission.DEVICES_VIEW))
def list_devices(
    request: ApiRequest, paging: Query[Paging], wanted: Query[DeviceFilter]
) -> dict[str, Any]:
    """Devices of the key's own instance and all below."""
    devices = search_devices(
        request.by.scope,
        text=wanted.q,
        dev_eui=wanted.dev_eui,
        tenant_id=wanted.tenant,
        device_type_id=wanted.device_type,
        tag=wanted.tag,
    )
    return part_of(devices, paging)


@router.post("", response={201: DeviceOut}, auth=writers(Permission.DEVICES_EDIT))
def add_device(request: ApiRequest, fields: DeviceIn) -> Status[Any]:
    """Register a device; uplinks that waited for its DevEUI are decoded then."""
    scope = request.by.scope
    given = fields.model_dump(exclude={"tenant", "device_type"})
    keys, asset_id = given.pop("keys"), given.pop("asset")
    device = register_device(
        DeviceFields(**given, asset_id=asset_id),
        tenant=get_tenant(scope, fields.tenant or request.by.tenant.id),
        device_type=get_device_type(scope, fields.device_type),
        keys=keys,
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, device)


@router.get(
    "/{int:device_id}", response=DeviceOut, auth=readers(Permission.DEVICES_VIEW)
)
def show_device(request: ApiRequest, device_id: int) -> object:
    device = get_device(request.by.scope, device_id)
    note_view(request, "device.viewed", device.target, tenant_id=device.tenant_id)
    return device


@router.patch(
    "/{int:device_id}", response=DeviceOut, auth=writers(Permission.DEVICES_EDIT)
)
def edit_device(request: ApiRequest, device_id: int, changes: DevicePatch) -> object:
    """Change what is said of a device."""
    given = changes.model_dump(exclude_unset=True)
    keys, type_id = given.pop("keys", {}), given.pop("device_type", None)
    if "asset" in given:
        given["asset_id"] = given.pop("asset")
    scope = request.by.scope
    device = get_device(scope, device_id, to_change=True)
    return change_device(
        device_id,
        replace(said_of_device(device), **given),
        device_type=get_device_type(scope, type_id) if type_id else None,
        keys=keys,
        by=request.by,
        at=timezone.now(),
    )


@router.delete(
    "/{int:device_id}", response={204: None}, auth=writers(Permission.DEVICES_EDIT)
)
def remove_device(request: ApiRequest, device_id: int) -> Status[None]:
    """Take a device out of sight; its readings stay for seven days."""
    delete_device(device_id, by=request.by, at=timezone.now())
    return Status(204, None)


@router.post(
    "/{int:device_id}/keys/reveal",
    response={200: KeysOut},
    auth=writers(Permission.DEVICE_KEYS_VIEW),
)
def reveal_device_keys(
    request: ApiRequest, response: HttpResponse, device_id: int
) -> dict[str, str]:
    """Show the root keys of a device; each time stands in the audit log."""
    response["Cache-Control"] = "no-store"
    return reveal_keys(device_id, by=request.by, at=timezone.now())
