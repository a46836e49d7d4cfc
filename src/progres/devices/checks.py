"""What people say of devices and types, checked before it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from progres.devices.rules import HEX_KEY, BadValueSpec, check_value_specs
from progres.kit.words import sort_key
from progres.lorawan.eui import parse_eui

MAX_SOURCE = 512 * 1024  # characters of a codec
LONGEST_INTERVAL = timedelta(days=31)
STATUSES = ("planned", "registered", "decommissioned")


class BadDevice(ValueError):
    """A device cannot be like this; the message says why and what would be right."""


class DevEuiInUse(BadDevice):
    """Another device of the instance bears this DevEUI."""


class BadDeviceType(ValueError):
    """A device type cannot be like this; the message says why."""


class DeviceTypeExists(BadDeviceType):
    """The instance has another type of this manufacturer and model."""


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
    status: str = "registered"
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class DeviceTypeFields:
    """What people say of a device type."""

    manufacturer: str
    model: str
    codec_source: str = ""
    value_specs: Sequence[Mapping[str, str]] = ()
    expected_interval: timedelta = timedelta(hours=1)
    shared: bool = True


def checked_device(fields: DeviceFields) -> dict[str, object]:
    """Return the columns of a device, EUIs in lower case; raise BadDevice."""
    columns: dict[str, object] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(fields).items()
    }
    if not fields.name.strip() or len(fields.name) > 100:
        raise BadDevice("A device needs a name of at most 100 characters.")
    if fields.status not in STATUSES:
        raise BadDevice(
            f"'{fields.status}' is not a status; use one of {', '.join(STATUSES)}."
        )
    try:
        columns["dev_eui"] = parse_eui(fields.dev_eui)
        columns["join_eui"] = parse_eui(fields.join_eui) if fields.join_eui else ""
    except ValueError as error:
        raise BadDevice(str(error)) from None
    _check_place(fields)
    columns["sort_key"] = sort_key(fields.name.strip())[:200]
    return columns


def checked_key(name: str, value: str) -> bytes:
    """Return a root key's 16 bytes; raise BadDevice without repeating the key."""
    text = "".join(value.split()).lower()
    if name not in {"app_key", "nwk_key"} or not HEX_KEY.fullmatch(text):
        raise BadDevice(f"The {name} is not a key: it needs 32 hex digits.")
    return bytes.fromhex(text)


def checked_type(fields: DeviceTypeFields) -> dict[str, object]:
    """Return the columns of a device type; raise BadDeviceType."""
    columns = asdict(fields)
    for name in ("manufacturer", "model"):
        columns[name] = columns[name].strip()
        if not columns[name] or len(columns[name]) > 100:
            raise BadDeviceType(
                f"A device type needs a {name} of at most 100 characters."
            )
    if len(fields.codec_source) > MAX_SOURCE:
        raise BadDeviceType(
            f"This codec has {len(fields.codec_source)} characters; "
            f"at most {MAX_SOURCE} are possible."
        )
    if not timedelta(0) < fields.expected_interval <= LONGEST_INTERVAL:
        raise BadDeviceType("The expected interval must be 1 second to 31 days.")
    try:
        columns["value_specs"] = check_value_specs(fields.value_specs)
    except BadValueSpec as error:
        raise BadDeviceType(str(error)) from None
    return columns


def _check_place(fields: DeviceFields) -> None:
    if (fields.latitude is None) != (fields.longitude is None):
        raise BadDevice("A place needs both latitude and longitude.")
    if fields.latitude is None or fields.longitude is None:
        return
    if not (-90 <= fields.latitude <= 90 and -180 <= fields.longitude <= 180):
        raise BadDevice(
            f"{fields.latitude}, {fields.longitude} is no place on earth; latitudes go "
            "from -90 to 90, longitudes from -180 to 180."
        )
