"""Which role may do what."""

import re
from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """A right on a kind of thing, within the instances in reach."""

    TENANTS_VIEW = "tenants.view"
    TENANTS_CREATE = "tenants.create"
    TENANTS_EDIT = "tenants.edit"
    CONTRACTS_VIEW = "contracts.view"
    CONTRACTS_EDIT = "contracts.edit"
    SUPPORT_VIEW = "support.view"
    SUPPORT_OPEN = "support.open"
    USERS_VIEW = "users.view"
    USERS_EDIT = "users.edit"
    SIGN_IN_EDIT = "sign_in.edit"
    API_KEYS_EDIT = "api_keys.edit"
    DEVICES_VIEW = "devices.view"
    DEVICES_EDIT = "devices.edit"
    DEVICE_KEYS_VIEW = "device_keys.view"
    ASSETS_VIEW = "assets.view"
    ASSETS_EDIT = "assets.edit"
    MEASURING_POINTS_VIEW = "measuring_points.view"
    MEASURING_POINTS_EDIT = "measuring_points.edit"
    METERS_EXCHANGE = "meters.exchange"
    OCCUPANCIES_VIEW = "occupancies.view"
    OCCUPANCIES_EDIT = "occupancies.edit"
    OWN_CONSUMPTION_VIEW = "own_consumption.view"
    DEVICE_TYPES_VIEW = "device_types.view"
    DEVICE_TYPES_EDIT = "device_types.edit"
    CONNECTIONS_VIEW = "connections.view"
    CONNECTIONS_EDIT = "connections.edit"
    GATEWAYS_VIEW = "gateways.view"
    GATEWAYS_EDIT = "gateways.edit"
    READINGS_VIEW = "readings.view"
    ALARMS_VIEW = "alarms.view"
    ALARMS_ACKNOWLEDGE = "alarms.acknowledge"
    ALARM_RULES_EDIT = "alarm_rules.edit"
    DISPLAYS_EDIT = "displays.edit"
    MAILS_VIEW = "mails.view"
    ACCESS_LOG_VIEW = "access_log.view"
    LEGAL_EDIT = "legal.edit"
    OUTBOUND_VIEW = "outbound.view"
    PRIVACY_VIEW = "privacy.view"
    PRIVACY_EDIT = "privacy.edit"
    AUDIT_VIEW = "audit.view"
    AUDIT_VIEW_PERSONS = "audit.view_persons"


class Role(StrEnum):
    """The roles an account can have."""

    PLATFORM_ADMIN = "platform-admin"
    INSTANCE_ADMIN = "instance-admin"
    DEVICE_MANAGER = "device-manager"
    GATEWAY_MANAGER = "gateway-manager"
    ALARM_EDITOR = "alarm-editor"
    INSTALLER = "installer"
    ANALYST = "analyst"
    VIEWER = "viewer"
    PRIVACY_OFFICER = "privacy-officer"
    AUDITOR = "auditor"
    API_CLIENT = "api-client"


VIEWING = frozenset(
    {
        Permission.TENANTS_VIEW,
        Permission.DEVICES_VIEW,
        Permission.ASSETS_VIEW,
        Permission.MEASURING_POINTS_VIEW,
        Permission.DEVICE_TYPES_VIEW,
        Permission.GATEWAYS_VIEW,
        Permission.READINGS_VIEW,
        Permission.OWN_CONSUMPTION_VIEW,
        Permission.ALARMS_VIEW,
    }
)

# What concerns the platform and no instance: pages of the operator's own.
PLATFORM = frozenset(
    {Permission.ACCESS_LOG_VIEW, Permission.LEGAL_EDIT, Permission.OUTBOUND_VIEW}
)
# What only the operator's staff may do, there or in instances of customers.
OPERATING = PLATFORM | {Permission.CONTRACTS_EDIT, Permission.SUPPORT_OPEN}
AUDITING = frozenset(
    {Permission.AUDIT_VIEW, Permission.AUDIT_VIEW_PERSONS, Permission.SUPPORT_VIEW}
)
# Whoever has all of APPOINTING may give these without having them (docs/decisions/0009).
APPOINTING = frozenset({Permission.USERS_EDIT, Permission.AUDIT_VIEW})
APPOINTED = frozenset({Permission.AUDIT_VIEW_PERSONS})
# Pages about instances themselves: they reach those that are closed, too.
ABOUT_INSTANCES = frozenset(
    {
        Permission.TENANTS_VIEW,
        Permission.TENANTS_EDIT,
        Permission.CONTRACTS_VIEW,
        Permission.CONTRACTS_EDIT,
    }
)
# What the operator's staff keeps where the contract does not let it in: how things
# stand, but no readings, no people and no addresses.
FROM_OUTSIDE = frozenset(
    {
        Permission.TENANTS_VIEW,
        Permission.CONTRACTS_VIEW,
        Permission.CONTRACTS_EDIT,
        Permission.CONNECTIONS_VIEW,
        Permission.GATEWAYS_VIEW,
        Permission.SUPPORT_VIEW,
        Permission.SUPPORT_OPEN,
    }
)
# What would outlast a support access: it lets nobody in, and opens no other door.
LASTING = frozenset(
    {
        Permission.TENANTS_CREATE,
        Permission.TENANTS_EDIT,
        Permission.USERS_EDIT,
        Permission.SIGN_IN_EDIT,
        Permission.API_KEYS_EDIT,
        Permission.DISPLAYS_EDIT,
        Permission.CONNECTIONS_EDIT,
        Permission.ALARM_RULES_EDIT,  # an address that is named there goes on getting mails
    }
)

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.PLATFORM_ADMIN: frozenset(Permission),
    Role.INSTANCE_ADMIN: frozenset(Permission)
    - OPERATING
    - {Permission.AUDIT_VIEW_PERSONS},
    Role.DEVICE_MANAGER: VIEWING
    | {
        Permission.DEVICES_EDIT,
        Permission.DEVICE_KEYS_VIEW,
        Permission.ASSETS_EDIT,
        Permission.MEASURING_POINTS_EDIT,
        Permission.METERS_EXCHANGE,
        Permission.DEVICE_TYPES_EDIT,
        Permission.CONNECTIONS_VIEW,
        Permission.API_KEYS_EDIT,
    },
    Role.GATEWAY_MANAGER: VIEWING
    | {
        Permission.GATEWAYS_EDIT,
        Permission.CONNECTIONS_VIEW,
        Permission.CONNECTIONS_EDIT,
        Permission.API_KEYS_EDIT,
    },
    Role.ALARM_EDITOR: VIEWING
    | {Permission.ALARMS_ACKNOWLEDGE, Permission.ALARM_RULES_EDIT},
    Role.INSTALLER: VIEWING
    | {
        Permission.DEVICES_EDIT,
        Permission.DEVICE_KEYS_VIEW,
        Permission.METERS_EXCHANGE,
    },
    Role.ANALYST: VIEWING | {Permission.ALARMS_ACKNOWLEDGE, Permission.API_KEYS_EDIT},
    Role.VIEWER: VIEWING,
    Role.PRIVACY_OFFICER: frozenset(
        {
            Permission.TENANTS_VIEW,
            Permission.USERS_VIEW,
            Permission.CONTRACTS_VIEW,
            Permission.OCCUPANCIES_VIEW,
            Permission.PRIVACY_VIEW,
            Permission.PRIVACY_EDIT,
        }
    )
    | AUDITING,
    Role.AUDITOR: frozenset({Permission.TENANTS_VIEW}) | AUDITING,
    Role.API_CLIENT: VIEWING
    | {
        Permission.DEVICES_EDIT,
        Permission.MEASURING_POINTS_EDIT,
        Permission.METERS_EXCHANGE,
        Permission.API_KEYS_EDIT,
    },
}

# What a key that may only read keeps of its user's rights; secrets are no reading.
READ_ONLY = frozenset(p for p in Permission if p.value.endswith(".view")) - {
    Permission.DEVICE_KEYS_VIEW
}


# What a role keeps that is limited to assets; everything else concerns whole instances.
NARROWABLE = frozenset(
    {
        Permission.TENANTS_VIEW,
        Permission.DEVICES_VIEW,
        Permission.DEVICES_EDIT,
        Permission.DEVICE_KEYS_VIEW,
        Permission.ASSETS_VIEW,
        Permission.MEASURING_POINTS_VIEW,
        Permission.MEASURING_POINTS_EDIT,
        Permission.METERS_EXCHANGE,
        Permission.DEVICE_TYPES_VIEW,
        Permission.READINGS_VIEW,
        Permission.ALARMS_VIEW,
        Permission.ALARMS_ACKNOWLEDGE,
    }
)

# What a right is of no use without; a composed role gets it along.
_BUILDS_ON: dict[Permission, frozenset[Permission]] = {
    Permission.TENANTS_CREATE: frozenset({Permission.TENANTS_VIEW}),
    Permission.TENANTS_EDIT: frozenset({Permission.TENANTS_VIEW}),
    Permission.CONTRACTS_VIEW: frozenset({Permission.TENANTS_VIEW}),
    Permission.CONTRACTS_EDIT: frozenset(
        {Permission.CONTRACTS_VIEW, Permission.TENANTS_VIEW}
    ),
    Permission.USERS_EDIT: frozenset({Permission.USERS_VIEW}),
    Permission.DEVICES_EDIT: frozenset({Permission.DEVICES_VIEW}),
    Permission.DEVICE_KEYS_VIEW: frozenset({Permission.DEVICES_VIEW}),
    Permission.ASSETS_EDIT: frozenset({Permission.ASSETS_VIEW}),
    Permission.MEASURING_POINTS_EDIT: frozenset({Permission.MEASURING_POINTS_VIEW}),
    Permission.METERS_EXCHANGE: frozenset(
        {Permission.MEASURING_POINTS_VIEW, Permission.DEVICES_VIEW}
    ),
    Permission.DEVICE_TYPES_EDIT: frozenset({Permission.DEVICE_TYPES_VIEW}),
    Permission.CONNECTIONS_EDIT: frozenset({Permission.CONNECTIONS_VIEW}),
    Permission.GATEWAYS_EDIT: frozenset({Permission.GATEWAYS_VIEW}),
    Permission.READINGS_VIEW: frozenset({Permission.DEVICES_VIEW}),
    Permission.ALARMS_VIEW: frozenset({Permission.DEVICES_VIEW}),
    Permission.ALARMS_ACKNOWLEDGE: frozenset(
        {Permission.ALARMS_VIEW, Permission.DEVICES_VIEW}
    ),
    Permission.ALARM_RULES_EDIT: frozenset(
        {Permission.ALARMS_VIEW, Permission.DEVICES_VIEW}
    ),
    Permission.OCCUPANCIES_EDIT: frozenset(
        {Permission.OCCUPANCIES_VIEW, Permission.MEASURING_POINTS_VIEW}
    ),
    Permission.PRIVACY_EDIT: frozenset({Permission.PRIVACY_VIEW}),
    Permission.AUDIT_VIEW_PERSONS: frozenset({Permission.AUDIT_VIEW}),
}

# How a role is named that an instance composed itself.
OWN_ROLE = re.compile(r"role-([1-9][0-9]{0,8})")


def is_role(slug: str) -> bool:
    """Say whether a role can be named like this; an own one may still not exist."""
    return slug in PERMISSIONS or OWN_ROLE.fullmatch(slug) is not None


def giveable(held: frozenset[Permission]) -> frozenset[Permission]:
    """Return what somebody may give to others: what he has, and what he may appoint to."""
    return held | APPOINTED if held >= APPOINTING else held


def with_needed(rights: Iterable[Permission]) -> frozenset[Permission]:
    """Return rights with those that they build on."""
    wanted = frozenset(rights)
    return wanted.union(*(_BUILDS_ON.get(right, frozenset()) for right in wanted))
