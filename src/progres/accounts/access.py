"""Which role may do what."""

from enum import StrEnum


class Permission(StrEnum):
    """A right on a kind of thing, within the instances in reach."""

    TENANTS_VIEW = "tenants.view"
    TENANTS_CREATE = "tenants.create"
    USERS_VIEW = "users.view"
    USERS_EDIT = "users.edit"
    API_KEYS_EDIT = "api_keys.edit"
    DEVICES_VIEW = "devices.view"
    DEVICES_EDIT = "devices.edit"
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
        Permission.DEVICE_TYPES_VIEW,
        Permission.GATEWAYS_VIEW,
        Permission.READINGS_VIEW,
        Permission.ALARMS_VIEW,
    }
)

# What concerns the platform and no instance: pages of the operator's own.
PLATFORM = frozenset(
    {Permission.ACCESS_LOG_VIEW, Permission.LEGAL_EDIT, Permission.OUTBOUND_VIEW}
)
# What only the operator's staff may do, there or in instances of customers.
OPERATING = PLATFORM
# Not yet by person: an instance's administrator could not give these roles then.
AUDITING = frozenset({Permission.AUDIT_VIEW})

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.PLATFORM_ADMIN: frozenset(Permission),
    Role.INSTANCE_ADMIN: frozenset(Permission)
    - OPERATING
    - {Permission.AUDIT_VIEW_PERSONS},
    Role.DEVICE_MANAGER: VIEWING
    | {
        Permission.DEVICES_EDIT,
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
    Role.INSTALLER: VIEWING | {Permission.DEVICES_EDIT},
    Role.ANALYST: VIEWING | {Permission.ALARMS_ACKNOWLEDGE, Permission.API_KEYS_EDIT},
    Role.VIEWER: VIEWING,
    Role.PRIVACY_OFFICER: frozenset({Permission.TENANTS_VIEW, Permission.USERS_VIEW})
    | AUDITING,
    Role.AUDITOR: frozenset({Permission.TENANTS_VIEW}) | AUDITING,
    Role.API_CLIENT: VIEWING | {Permission.DEVICES_EDIT, Permission.API_KEYS_EDIT},
}

# What a key that may only read keeps of its user's rights.
READ_ONLY = frozenset(p for p in Permission if p.value.endswith(".view"))


def permissions_of(role: str) -> frozenset[Permission]:
    """Rights of a role; none for a role that no longer exists."""
    return PERMISSIONS.get(role, frozenset())
