"""What people read for the rights that a role or a key has."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from progres.accounts.access import Permission
from progres.web.words import Words

PERMISSION_WORDS: Words = {
    Permission.TENANTS_VIEW: _("See instances"),
    Permission.TENANTS_CREATE: _("Make instances"),
    Permission.USERS_VIEW: _("See people"),
    Permission.USERS_EDIT: _("Manage people"),
    Permission.API_KEYS_EDIT: _("Make API keys"),
    Permission.DEVICES_VIEW: _("See devices"),
    Permission.DEVICES_EDIT: _("Manage devices"),
    Permission.DEVICE_TYPES_VIEW: _("See device types"),
    Permission.DEVICE_TYPES_EDIT: _("Manage device types"),
    Permission.CONNECTIONS_VIEW: _("See connections"),
    Permission.CONNECTIONS_EDIT: _("Manage connections"),
    Permission.GATEWAYS_VIEW: _("See gateways"),
    Permission.GATEWAYS_EDIT: _("Manage gateways"),
    Permission.READINGS_VIEW: _("Read values"),
    Permission.ALARMS_VIEW: _("See alarms"),
    Permission.ALARMS_ACKNOWLEDGE: _("Acknowledge alarms"),
    Permission.ALARM_RULES_EDIT: _("Manage alarm rules"),
    Permission.DISPLAYS_EDIT: _("Manage wall screens"),
    Permission.MAILS_VIEW: _("Read mails"),
    Permission.ACCESS_LOG_VIEW: _("Read the access log"),
    Permission.LEGAL_EDIT: _("Publish legal texts"),
    Permission.OUTBOUND_VIEW: _("See what connects to the outside"),
    Permission.AUDIT_VIEW: _("Read the audit log"),
    Permission.AUDIT_VIEW_PERSONS: _("Search the audit log by person"),
}


def in_words(permissions: Iterable[str]) -> str:
    """Name rights, with commas; one of another release by its slug."""
    return ", ".join(str(PERMISSION_WORDS.get(p, p)) for p in permissions)
