"""What people read for the names that code uses."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from progres.accounts.access import Permission, Role
from progres.assets.rules import AssetKind
from progres.devices.rules import DeviceState
from progres.readings.values import CurrentValue
from progres.tenants.rules import ContractKind, Standing

Words = Mapping[str, str | Promise]

# The six states, the same everywhere.
STATES: Words = {
    DeviceState.OK: pgettext_lazy("state of a device", "OK"),
    DeviceState.LATE: pgettext_lazy("state of a device", "Late"),
    DeviceState.SILENT: pgettext_lazy("state of a device", "Silent"),
    DeviceState.ALARM: pgettext_lazy("state of a device", "Alarm"),
    DeviceState.UNKNOWN: pgettext_lazy("state of a device", "Unknown"),
    DeviceState.MAINTENANCE: pgettext_lazy("state of a device", "Out of service"),
}

# What each state means, where there is room for a sentence.
STATE_MEANINGS: Words = {
    DeviceState.OK: _("Reports as often as expected."),
    DeviceState.LATE: _("Has not reported for more than two and a half intervals."),
    DeviceState.SILENT: _("Has not reported for more than five intervals."),
    DeviceState.ALARM: _("A value is beyond its limit."),
    DeviceState.UNKNOWN: _("Has never reported yet."),
    DeviceState.MAINTENANCE: _("Was taken out of service."),
}

STATUSES: Words = {
    "planned": pgettext_lazy("status of a device", "Planned"),
    "registered": pgettext_lazy("status of a device", "Registered"),
    "decommissioned": pgettext_lazy("status of a device", "Taken out of service"),
}
# What the platform itself sees of a device that is planned or registered.
STANDINGS_OF_DEVICES: Words = {
    "active": pgettext_lazy("status of a device", "Active"),
    "silent": pgettext_lazy("status of a device", "Silent"),
}


ASSET_KINDS: Words = {
    AssetKind.SITE: pgettext_lazy("kind of asset", "Site"),
    AssetKind.BUILDING: pgettext_lazy("kind of asset", "Building"),
    AssetKind.STAIRCASE: pgettext_lazy("kind of asset", "Staircase"),
    AssetKind.FLOOR: pgettext_lazy("kind of asset", "Floor"),
    AssetKind.UNIT: pgettext_lazy("kind of asset", "Flat or unit"),
    AssetKind.ROOM: pgettext_lazy("kind of asset", "Room"),
    AssetKind.METER_CABINET: pgettext_lazy("kind of asset", "Meter cabinet"),
    AssetKind.MANHOLE: pgettext_lazy("kind of asset", "Manhole"),
    AssetKind.CONTAINER: pgettext_lazy("kind of asset", "Container"),
    AssetKind.PARKING_SPACE: pgettext_lazy("kind of asset", "Parking space"),
    AssetKind.PLACE: pgettext_lazy("kind of asset", "Other place"),
}

ROLES: Words = {
    Role.PLATFORM_ADMIN: pgettext_lazy("role", "Platform administrator"),
    Role.INSTANCE_ADMIN: pgettext_lazy("role", "Instance administrator"),
    Role.DEVICE_MANAGER: pgettext_lazy("role", "Device manager"),
    Role.GATEWAY_MANAGER: pgettext_lazy("role", "Gateway manager"),
    Role.ALARM_EDITOR: pgettext_lazy("role", "Alarm editor"),
    Role.INSTALLER: pgettext_lazy("role", "Installer"),
    Role.ANALYST: pgettext_lazy("role", "Analyst"),
    Role.VIEWER: pgettext_lazy("role", "Viewer"),
    Role.PRIVACY_OFFICER: pgettext_lazy("role", "Data protection"),
    Role.AUDITOR: pgettext_lazy("role", "Auditor"),
    Role.API_CLIENT: pgettext_lazy("role", "API access"),
}

# For whom each of them is.
ROLE_NOTES: Words = {
    Role.PLATFORM_ADMIN: _("May do everything, also with contracts and the platform."),
    Role.INSTANCE_ADMIN: _("Runs an instance: people, devices, connections, alarms."),
    Role.DEVICE_MANAGER: _("Looks after devices, their types, buildings and rooms."),
    Role.GATEWAY_MANAGER: _("Looks after connections and gateways."),
    Role.ALARM_EDITOR: _("Makes alarm rules and acknowledges alarms."),
    Role.INSTALLER: _("Registers and changes devices, and sees their radio keys."),
    Role.ANALYST: _("Sees devices and values, acknowledges alarms, makes API keys."),
    Role.VIEWER: _("Sees devices, values and alarms, and changes nothing."),
    Role.PRIVACY_OFFICER: _("Sees people, contracts and records, but no values."),
    Role.AUDITOR: _("Reads the audit log, also by person, and sees support access."),
    Role.API_CLIENT: _("For programs: reads values, registers and changes devices."),
}

# What each right lets people do, by what it is about.
RIGHTS: Mapping[str | Promise, Mapping[Permission, str | Promise]] = {
    _("Devices"): {
        Permission.DEVICES_VIEW: _(
            "See devices with their state and newest values, and where they are"
        ),
        Permission.DEVICES_EDIT: _("Register, change and delete devices"),
        Permission.DEVICE_KEYS_VIEW: _("See the radio keys of devices"),
        Permission.ASSETS_VIEW: _("See buildings and rooms"),
        Permission.ASSETS_EDIT: _("Make, change and delete buildings and rooms"),
        Permission.MEASURING_POINTS_VIEW: _("See measuring points and their meters"),
        Permission.MEASURING_POINTS_EDIT: _("Make, change and delete measuring points"),
        Permission.METERS_EXCHANGE: _("Put meters in and exchange them"),
        Permission.OCCUPANCIES_VIEW: _("See who lives where, from when to when"),
        Permission.OCCUPANCIES_EDIT: _("Note who moves in and out"),
        Permission.DEVICE_TYPES_VIEW: _("See device types"),
        Permission.DEVICE_TYPES_EDIT: _("Make and change device types and codecs"),
    },
    _("Values and alarms"): {
        Permission.READINGS_VIEW: _("See all measured values and received messages"),
        Permission.OWN_CONSUMPTION_VIEW: _(
            "See the own consumption where one lives, and nothing of others"
        ),
        Permission.ALARMS_VIEW: _("See alarms and alarm rules"),
        Permission.ALARMS_ACKNOWLEDGE: _("Acknowledge alarms"),
        Permission.ALARM_RULES_EDIT: _("Make and change alarm rules"),
    },
    _("Radio network"): {
        Permission.GATEWAYS_VIEW: _("See gateways"),
        Permission.GATEWAYS_EDIT: _("Register and change gateways"),
        Permission.CONNECTIONS_VIEW: _("See connections and their log"),
        Permission.CONNECTIONS_EDIT: _("Make and delete connections"),
    },
    _("Instances and people"): {
        Permission.TENANTS_VIEW: _("See the names of the instances in reach"),
        Permission.TENANTS_CREATE: _("Make instances"),
        Permission.TENANTS_EDIT: _("Change, move and archive instances"),
        Permission.CONTRACTS_VIEW: _("See contracts and what would end with them"),
        Permission.CONTRACTS_EDIT: _("Make and change contracts"),
        Permission.USERS_VIEW: _("See who has which rights"),
        Permission.USERS_EDIT: _("Invite people, change and end their rights"),
        Permission.API_KEYS_EDIT: _("Make keys for the API, for oneself"),
        Permission.DISPLAYS_EDIT: _("Make and end addresses of wall screens"),
        Permission.SUPPORT_VIEW: _("See when the operator's staff looked in, and why"),
        Permission.SUPPORT_OPEN: _("Look into instances of customers, with a reason"),
        Permission.SIGN_IN_EDIT: _("Decide who needs a second factor"),
        Permission.MAILS_VIEW: _("Read the mails that were sent"),
    },
    _("Records"): {
        Permission.AUDIT_VIEW: _("Read the audit log"),
        Permission.AUDIT_VIEW_PERSONS: _("Search the audit log by person"),
        Permission.PRIVACY_VIEW: _(
            "See requests of persons and all of data protection"
        ),
        Permission.PRIVACY_EDIT: _("Decide on requests of persons, periods and holds"),
        Permission.ACCESS_LOG_VIEW: _("Read the access log of the platform"),
        Permission.OUTBOUND_VIEW: _("See what the platform connects to outside"),
        Permission.LEGAL_EDIT: _("Write privacy notice and legal notice"),
    },
}


STANDINGS: Words = {
    Standing.OPERATOR: pgettext_lazy("standing of an instance", "The operator's own"),
    Standing.SETUP: pgettext_lazy("standing of an instance", "Being set up"),
    Standing.ACTIVE: pgettext_lazy("standing of an instance", "Contract active"),
    Standing.ENDED: pgettext_lazy("standing of an instance", "Contract ended"),
    Standing.DUE: pgettext_lazy("standing of an instance", "Due for erasure"),
}
CONTRACT_KINDS: Words = {
    ContractKind.MANAGED: _("Managed: the operator's staff works in the instance too"),
    ContractKind.SELF_RUN: _("Self-run: the customer works in the instance alone"),
}
CONTRACT_NAMES: Words = {
    ContractKind.MANAGED: pgettext_lazy("kind of contract", "managed"),
    ContractKind.SELF_RUN: pgettext_lazy("kind of contract", "self-run"),
}
QUOTAS: Words = {
    "devices": pgettext_lazy("quota", "Devices"),
    "users": pgettext_lazy("quota", "Users"),
    "uplinks": pgettext_lazy("quota", "Uplinks today"),
}

# What of an instance would go, by table; what helps to find or draw these has no words.
_TABLES: Words = {
    "access_grant": pgettext_lazy("stored things", "Access of people from elsewhere"),
    "account": pgettext_lazy("stored things", "Accounts"),
    "alarm": pgettext_lazy("stored things", "Alarms"),
    "alarm_recipient": pgettext_lazy("stored things", "Recipients of alarms"),
    "alarm_rule": pgettext_lazy("stored things", "Alarm rules"),
    "api_key": pgettext_lazy("stored things", "Keys for the API"),
    "audit_entry": pgettext_lazy("stored things", "Entries of the audit log"),
    "connection": pgettext_lazy("stored things", "Connections"),
    "connection_message": pgettext_lazy("stored things", "Messages of connections"),
    "contract": pgettext_lazy("stored things", "Contracts"),
    "delivery": pgettext_lazy("stored things", "Messages of network servers"),
    "device": pgettext_lazy("stored things", "Devices"),
    "device_key": pgettext_lazy("stored things", "Keys of devices"),
    "device_type": pgettext_lazy("stored things", "Device types"),
    "gateway": pgettext_lazy("stored things", "Gateways"),
    "invitation": pgettext_lazy("stored things", "Open invitations"),
    "mail": pgettext_lazy("stored things", "Mails"),
    "measuring_point": pgettext_lazy("stored things", "Measuring points"),
    "meter": pgettext_lazy("stored things", "Meters at measuring points"),
    "reading": pgettext_lazy("stored things", "Readings"),
    "reading_late": pgettext_lazy("stored things", "Readings that came late"),
    "tenant_logo": pgettext_lazy("stored things", "Logos"),
    "unassigned_uplink": pgettext_lazy("stored things", "Uplinks without a device"),
    "uplink": pgettext_lazy("stored things", "Uplinks"),
}


def as_people_say(rows: Mapping[str, int]) -> list[tuple[str, int]]:
    """Numbers by table, each by what people call it; what has no words is one number."""
    known = [
        (str(word), rows[table]) for table, word in _TABLES.items() if table in rows
    ]
    others = sum(count for table, count in rows.items() if table not in _TABLES)
    return [*known, (str(_("Index and state entries")), others)] if others else known


def label_of(spec: Mapping[str, str]) -> str:
    """Return the name of a value, best in the reader's language; its key if none."""
    own, other = ("label_de", "label_en")[:: 1 if _is_german() else -1]
    return spec.get(own) or spec.get(other) or spec["key"]


def label_of_value(value: CurrentValue) -> str:
    """Return the name of a measured value in the reader's language."""
    return value.label_de if _is_german() else value.label_en


def _is_german() -> bool:
    return (get_language() or "").startswith("de")
