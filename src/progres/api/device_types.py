"""Types of devices with their codecs: /api/v1/device-types."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Name, Text
from progres.api.paging import Paging, Part, part_of
from progres.codecs.outcome import MOST_SOURCE
from progres.devices.checks import DeviceTypeFields, said_of_type
from progres.devices.queries import get_device_type, search_device_types
from progres.devices.rules import (
    KEY_LENGTH,
    LorawanClass,
    LorawanVersion,
    ValueKind,
)
from progres.devices.type_actions import (
    change_device_type,
    create_device_type,
    delete_device_type,
)
from progres.tenants.queries import get_tenant

if TYPE_CHECKING:
    from progres.devices.models import DeviceType

router = Router(tags=["device types"])

PROFILE = "8 hex digits of vendor and device in the QR codes of devices (TR005)."


class Codec(Body):
    """What turns payloads into values."""

    language: Literal["javascript"] = "javascript"
    source: Text = Field(
        max_length=MOST_SOURCE,
        description="`decodeUplink(input)` (LoRa Alliance TS013), or the forms of "
        "ChirpStack and The Things Network.",
        examples=["function decodeUplink(input) {\n  return {data: {…}};\n}"],
    )


class Value(Body):
    """A value that devices send; labels fall back on each other and on the key."""

    key: Text = Field(min_length=1, max_length=KEY_LENGTH, examples=["temperature"])
    label_de: Text = Field("", max_length=100, examples=["Temperatur"])
    label_en: Text = Field("", max_length=100, examples=["Temperature"])
    unit: Text = Field("", max_length=20, examples=["°C"])
    kind: ValueKind = ValueKind.GAUGE


class SendPlan(Body):
    """Weekdays and full hours in which devices send, in their instance's time."""

    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(
        min_length=1, max_length=7, description="0 is Monday.", examples=[[0, 1, 2, 3]]
    )
    start: int = Field(0, ge=0, le=23, description="O'clock.")
    end: int = Field(24, ge=1, le=24, description="O'clock.")


class DeviceTypeIn(Body):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    manufacturer: Name = Field(examples=["Muster Sensorik"])
    model: Name = Field(examples=["Raum 3"])
    codec: Codec | None = Field(None, description="null: payloads are only kept.")
    values: list[Value] = Field([], max_length=200)
    expected_interval_s: int = Field(
        3600, ge=1, le=31 * 86_400, description="How often devices report, in s."
    )
    send_plan: SendPlan | None = Field(None, description="null: at any time.")
    lorawan_version: LorawanVersion | Literal[""] = ""
    lorawan_class: LorawanClass = LorawanClass.A
    profile_id: Text = Field("", max_length=20, description=PROFILE)
    shared: bool = Field(True, description="Instances below may use it.")  # noqa: FBT003


class DeviceTypePatch(Body):
    """What is to be changed; what is left out stays."""

    manufacturer: Name = Field(default_factory=str)
    model: Name = Field(default_factory=str)
    codec: Codec | None = None
    values: list[Value] = Field(default_factory=list, max_length=200)
    expected_interval_s: int = Field(default_factory=int, ge=1, le=31 * 86_400)
    send_plan: SendPlan | None = None
    lorawan_version: LorawanVersion | Literal[""] = ""
    lorawan_class: LorawanClass = LorawanClass.A
    profile_id: Text = Field(default_factory=str, max_length=20)
    shared: bool = Field(default_factory=bool)


class DeviceTypeItem(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    shared: bool
    manufacturer: str
    model: str
    values: list[Value] = Field(validation_alias="value_specs")
    expected_interval_s: float
    send_plan: SendPlan | None
    lorawan_version: str
    lorawan_class: LorawanClass
    profile_id: str
    created_at: datetime

    @staticmethod
    def resolve_expected_interval_s(device_type: "DeviceType") -> float:
        return device_type.expected_interval.total_seconds()


class DeviceTypeOut(DeviceTypeItem):
    codec: Codec | None

    @staticmethod
    def resolve_codec(device_type: "DeviceType") -> Codec | None:
        source = device_type.codec_source
        return Codec(language="javascript", source=source) if source else None


@router.get(
    "", response=Part[DeviceTypeItem], auth=readers(Permission.DEVICE_TYPES_VIEW)
)
def list_device_types(
    request: ApiRequest, paging: Query[Paging], q: Text = ""
) -> dict[str, Any]:
    """Own types and shared ones of instances above, without the codecs' sources."""
    return part_of(search_device_types(request.by.scope, text=q), paging)


@router.post(
    "", response={201: DeviceTypeOut}, auth=writers(Permission.DEVICE_TYPES_EDIT)
)
def add_device_type(request: ApiRequest, fields: DeviceTypeIn) -> Status[Any]:
    """Describe a type of device."""
    tenant = get_tenant(request.by.scope, fields.tenant or request.by.tenant.id)
    wanted = DeviceTypeFields(**_columns(fields.model_dump(exclude={"tenant"})))
    device_type = create_device_type(
        wanted, tenant=tenant, by=request.by, at=timezone.now()
    )
    return Status(201, device_type)


@router.get(
    "/{int:device_type_id}",
    response=DeviceTypeOut,
    auth=readers(Permission.DEVICE_TYPES_VIEW),
)
def show_device_type(request: ApiRequest, device_type_id: int) -> object:
    return get_device_type(request.by.scope, device_type_id)


@router.patch(
    "/{int:device_type_id}",
    response=DeviceTypeOut,
    auth=writers(Permission.DEVICE_TYPES_EDIT),
)
def edit_device_type(
    request: ApiRequest, device_type_id: int, changes: DeviceTypePatch
) -> object:
    """Change a type; its next uplinks are decoded by the new codec."""
    device_type = get_device_type(request.by.scope, device_type_id, to_change=True)
    given = changes.model_dump(exclude_unset=True)
    wanted = replace(said_of_type(device_type), **_columns(given))
    return change_device_type(device_type_id, wanted, by=request.by, at=timezone.now())


@router.delete(
    "/{int:device_type_id}",
    response={204: None},
    auth=writers(Permission.DEVICE_TYPES_EDIT),
)
def remove_device_type(request: ApiRequest, device_type_id: int) -> Status[None]:
    """Remove a type that no device uses."""
    delete_device_type(device_type_id, by=request.by, at=timezone.now())
    return Status(204, None)


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    """Name what was given as the domain does."""
    columns = dict(given)
    if "codec" in given:
        codec = columns.pop("codec")
        columns["codec_source"] = codec["source"] if codec else ""
    if "values" in given:
        columns["value_specs"] = columns.pop("values")
    if "expected_interval_s" in given:
        seconds = columns.pop("expected_interval_s")
        columns["expected_interval"] = timedelta(seconds=seconds)
    return columns
