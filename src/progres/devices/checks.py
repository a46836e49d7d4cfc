"""What people say of devices and types, checked before it is stored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from dataclasses import fields as fields_in
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from progres.codecs.outcome import source_problem
from progres.devices.descriptions import (
    BadDescription,
    checked_attributes,
    checked_tags,
)
from progres.devices.rules import (
    HEX_KEY,
    BadValueSpec,
    LorawanClass,
    LorawanVersion,
    check_value_specs,
)
from progres.devices.silence import BadSendPlan, SendPlan
from progres.kit.places import place_problem
from progres.kit.refusal import Refusal, Said
from progres.kit.words import is_one_line, sort_key
from progres.lorawan.eui import NotAnEui, parse_eui

if TYPE_CHECKING:
    from progres.devices.models import Device, DeviceType
    from progres.tenants.models import Tenant

PROFILE = re.compile(r"[0-9a-f]{8}")
LONGEST_INTERVAL = timedelta(days=31)
STATUSES = ("planned", "registered", "decommissioned")


class BadDevice(Refusal):
    """A device cannot be like this; the message says why and what would be right."""


class DevEuiInUse(BadDevice):
    """Another device of the instance bears this DevEUI."""


class TypeOutOfReach(BadDevice):
    """The device's instance does not know the type it is given."""


class BadDeviceType(Refusal):
    """A device type cannot be like this; the message says why."""


class DeviceTypeExists(BadDeviceType):
    """The instance has another type of this manufacturer and model."""


class DeviceTypeUsedBelow(BadDeviceType):
    """Devices of instances below are of the type, so it cannot be hidden from them."""


@dataclass(frozen=True, kw_only=True)
class DeviceFields:
    """What people say of a device; EUIs in any usual spelling."""

    dev_eui: str
    name: str
    join_eui: str = ""
    serial_number: str = ""
    meter_number: str = ""
    measuring_location: str = ""
    site: str = ""
    installation_place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    asset_id: int | None = None
    status: str = "registered"
    notes: str = ""
    tags: Sequence[str] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DeviceTypeFields:
    """What people say of a device type."""

    manufacturer: str
    model: str
    codec_source: str = ""
    value_specs: Sequence[Mapping[str, str]] = ()
    expected_interval: timedelta = timedelta(hours=1)
    send_plan: Mapping[str, Any] | None = None
    lorawan_version: str = ""
    lorawan_class: str = LorawanClass.A
    profile_id: str = ""
    shared: bool = True


def said_of_device(device: "Device") -> DeviceFields:
    """Return what has been said of a stored device."""
    names = (field.name for field in fields_in(DeviceFields))
    return DeviceFields(**{name: getattr(device, name) for name in names})


def said_of_type(device_type: "DeviceType") -> DeviceTypeFields:
    """Return what has been said of a stored device type."""
    names = (field.name for field in fields_in(DeviceTypeFields))
    return DeviceTypeFields(**{name: getattr(device_type, name) for name in names})


def checked_device(fields: DeviceFields) -> dict[str, object]:
    """Return the columns of a device, EUIs in lower case; raise BadDevice."""
    columns = checked_common(vars(fields))
    if not fields.name.strip() or len(fields.name) > 100:
        raise BadDevice("A device needs a name of at most 100 characters.")
    try:
        columns["dev_eui"] = parse_eui(fields.dev_eui)
        columns["join_eui"] = parse_eui(fields.join_eui) if fields.join_eui else ""
    except NotAnEui as error:
        raise BadDevice.like(error) from None
    if problem := place_problem(fields.latitude, fields.longitude):
        raise BadDevice.like(problem)
    try:
        columns["tags"] = checked_tags(fields.tags)
        columns["attributes"] = checked_attributes(fields.attributes)
    except BadDescription as error:
        raise BadDevice.like(error) from None
    columns["sort_key"] = sort_key(fields.name.strip())[:200]
    return columns


def checked_common(fields: Mapping[str, object]) -> dict[str, object]:
    """Return columns that many devices may have in common; raise BadDevice."""
    columns = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in fields.items()
    }
    for name, value in columns.items():
        if name != "notes" and isinstance(value, str) and not is_one_line(value):
            raise BadDevice(
                "'%(text)s' holds signs that cannot be printed, such as a line break; "
                "use letters, digits and the like.",
                text=value[:40],
            )
    if "status" in fields and fields["status"] not in STATUSES:
        raise BadDevice(
            "'%(status)s' is not a status; use one of %(statuses)s.",
            status=str(fields["status"]),
            statuses=", ".join(STATUSES),
        )
    return columns


def checked_key(name: str, value: str) -> bytes:
    """Return a root key's 16 bytes; raise BadDevice without repeating the key."""
    text = "".join(value.split()).lower()
    if name not in {"app_key", "nwk_key"} or not HEX_KEY.fullmatch(text):
        raise BadDevice("The %(name)s is not a key: it needs 32 hex digits.", name=name)
    return bytes.fromhex(text)


def checked_type(fields: DeviceTypeFields) -> dict[str, object]:
    """Return the columns of a device type; raise BadDeviceType."""
    columns = asdict(fields)
    for name, word in (
        ("manufacturer", Said("manufacturer")),
        ("model", Said("model")),
    ):
        columns[name] = columns[name].strip()
        if not columns[name] or len(columns[name]) > 100:
            raise BadDeviceType(
                "A device type needs a %(name)s of at most 100 characters.", name=word
            )
        if not is_one_line(columns[name]):
            raise BadDeviceType(
                "'%(text)s' holds signs that cannot be printed, such as a line break; "
                "use letters, digits and the like.",
                text=columns[name][:40],
            )
    if problem := source_problem(fields.codec_source):
        raise BadDeviceType(
            "The codec has %(bytes)s bytes of source; up to 524,288 are allowed.",
            bytes=problem.detail,
        )
    if not timedelta(0) < fields.expected_interval <= LONGEST_INTERVAL:
        raise BadDeviceType("The expected interval must be 1 second to 31 days.")
    _check_radio(fields)
    columns["profile_id"] = _checked_profile(fields.profile_id)
    try:
        columns["value_specs"] = check_value_specs(fields.value_specs)
        if fields.send_plan is not None:
            columns["send_plan"] = SendPlan.read(fields.send_plan).stored()
    except (BadValueSpec, BadSendPlan) as error:
        raise BadDeviceType.like(error) from None
    return columns


def _checked_profile(text: str) -> str:
    profile = text.strip().lower()
    if profile and not PROFILE.fullmatch(profile):
        raise BadDeviceType(
            "'%(text)s' is not a profile: it has 8 hex digits, four of the vendor and "
            "four of the device.",
            text=text[:20],
        )
    return profile


def _check_radio(fields: DeviceTypeFields) -> None:
    if fields.lorawan_version not in {"", *LorawanVersion}:
        raise BadDeviceType(
            "'%(version)s' is not a version of LoRaWAN; use one of %(versions)s.",
            version=fields.lorawan_version[:20],
            versions=", ".join(LorawanVersion),
        )
    if fields.lorawan_class not in set(LorawanClass):
        raise BadDeviceType(
            "'%(name)s' is not a class of LoRaWAN; use A, B or C.",
            name=fields.lorawan_class[:20],
        )


def type_reaches(device_type: "DeviceType", tenant: "Tenant") -> bool:
    """Say whether a device of an instance can be of this type, and its people see it."""
    if device_type.shared and device_type.tenant_id in tenant.lineage:
        return True
    return tenant.id in device_type.tenant.lineage


def check_type(device_type: "DeviceType", tenant: "Tenant") -> None:
    """Refuse a type that would make a device invisible to its own instance."""
    if not type_reaches(device_type, tenant):
        raise TypeOutOfReach(
            "'%(device_type)s' is a type of another instance and not shared with "
            "'%(tenant)s'; choose a type of its own or a shared one from above.",
            device_type=str(device_type),
            tenant=tenant.name,
        )
