"""All lists that people export; a list that is missing here has no file."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.queries import search_users
from progres.alarms.queries import STATES as ALARM_STATES
from progres.alarms.queries import search_alarms
from progres.alarms.rules import Severity
from progres.connections.queries import search_connections
from progres.devices.queries import device_counts, search_device_types
from progres.metering.occupants import STANDINGS, search_occupancies
from progres.notifications.wording import SEVERITIES
from progres.tenants.queries import tenant_names
from progres.web.alarm_rule_words import name_rule, watched_by
from progres.web.alarm_rules import rules_asked_for
from progres.web.alarm_words import named
from progres.web.connection_form import KIND_NAMES
from progres.web.export_devices import ASSETS, DEVICES, GATEWAYS, METERS, POINTS
from progres.web.exports import listed_by, one_of, word_of
from progres.web.role_words import role_names
from progres.web.table_files import Row

_INSTANCE = _("Instance")
_NAME = _("Name")


def _users(by: Membership, users: list[Any]) -> Iterator[Row]:
    roles = role_names(by.scope)
    for user in users:
        yield [
            *(user.last_name, user.first_name, user.email, user.tenant.name),
            *(word_of(roles, user.role), user.is_active, user.signed_in_at),
        ]


USERS = listed_by(
    "users",
    _("Users"),
    Permission.USERS_VIEW,
    [
        *(_("Last name"), _("First name"), _("E-mail address"), _INSTANCE),
        *(_("Role"), _("Active"), _("Last sign-in")),
    ],
    lambda by, asked: search_users(by.scope, text=asked.get("q", "").strip()),
    _users,
)


def _find_alarms(by: Membership, asked: QueryDict) -> QuerySet[Any]:
    state = asked.get("state", "")
    return search_alarms(
        by.scope,
        state=state if state in ALARM_STATES else "open",
        severity=one_of(asked, "severity", Severity),
    )


def _alarms(by: Membership, alarms: list[Any]) -> Iterator[Row]:  # noqa: ARG001 as every list
    for alarm in alarms:
        words, seen_by = named(alarm), alarm.acknowledged_by
        yield [
            *(words.name, word_of(SEVERITIES, alarm.severity), alarm.device.name),
            *(alarm.device.dev_eui.upper(), alarm.tenant.name, words.label),
            *(alarm.value, words.unit, words.limit, alarm.raised_at),
            *(alarm.acknowledged_at, seen_by and seen_by.full_name),
            *(alarm.cleared_at, words.ended, alarm.note),
        ]


ALARMS = listed_by(
    "alarms",
    _("Alarms"),
    Permission.ALARMS_VIEW,
    [
        *(_NAME, _("Severity"), _("Device"), _("DevEUI"), _INSTANCE, _("Value")),
        *(pgettext_lazy("of a value", "Number"), _("Unit"), _("Limit"), _("Raised")),
        *(_("Acknowledged"), _("By"), _("Over"), _("How it ended"), _("Note")),
    ],
    _find_alarms,
    _alarms,
)


def _rules(by: Membership, rules: list[Any]) -> Iterator[Row]:  # noqa: ARG001 as every list
    for rule in rules:
        words, watched = name_rule(rule), watched_by(rule)
        yield [
            *(words.name, watched.device.name if watched.device else None),
            *(str(watched.device_type), rule.tenant.name, words.label, words.limit),
            *(words.hysteresis, rule.hold.total_seconds(), rule.count),
            *(word_of(SEVERITIES, rule.severity), rule.enabled),
        ]


RULES = listed_by(
    "alarm-rules",
    _("Alarm rules"),
    Permission.ALARMS_VIEW,
    [
        *(_NAME, _("Device"), _("Device type"), _INSTANCE, _("Value"), _("Limit")),
        *(_("Margin"), _("Duration in seconds"), _("Readings in a row")),
        *(_("Severity"), _("Switched on")),
    ],
    lambda by, asked: rules_asked_for(by.scope, asked)[0],
    _rules,
)

CONNECTIONS = listed_by(
    "connections",
    _("Connections"),
    Permission.CONNECTIONS_VIEW,
    [_NAME, _("Network server"), _INSTANCE, _("Made")],
    lambda by, asked: search_connections(by.scope),  # noqa: ARG005 as every list
    lambda by, connections: (  # noqa: ARG005 as every list
        [c.name, word_of(KIND_NAMES, c.kind), c.tenant.name, c.created_at]
        for c in connections
    ),
)


def _types(by: Membership, types: list[Any]) -> Iterator[Row]:
    counts, owners = device_counts(by.scope), tenant_names(by.scope)
    for device_type in types:
        yield [
            *(device_type.manufacturer, device_type.model),
            *(device_type.expected_interval.total_seconds(), device_type.shared),
            ", ".join(spec["key"] for spec in device_type.value_specs),
            *(counts.get(device_type.id, 0), owners.get(device_type.tenant_id)),
        ]


TYPES = listed_by(
    "device-types",
    _("Device types"),
    Permission.DEVICE_TYPES_VIEW,
    [
        *(_("Manufacturer"), _("Model"), _("Reports every so many seconds")),
        *(_("Shared"), _("Values"), _("Devices"), _INSTANCE),
    ],
    lambda by, asked: search_device_types(by.scope, text=asked.get("q", "").strip()),
    _types,
)

OCCUPANCIES = listed_by(
    "occupancies",
    _("Occupancies"),
    Permission.OCCUPANCIES_VIEW,
    [
        *(_NAME, _("Measuring point"), _INSTANCE, _("First day"), _("Last day")),
        *(_("E-mail address"), _("Phone number"), _("Reference"), _("Note")),
    ],
    lambda by, asked: search_occupancies(
        by.scope,
        text=asked.get("q", "").strip(),
        standing=one_of(asked, "standing", STANDINGS),
        at=timezone.now(),
    ),
    lambda by, occupancies: (  # noqa: ARG005 as every list
        [
            *(one.name, one.measuring_point.name, one.tenant.name),
            *(one.first_day, one.last_day, one.email, one.phone, one.reference),
            one.note,
        ]
        for one in occupancies
    ),
)

LISTS = (
    *(DEVICES, ASSETS, POINTS, METERS, GATEWAYS, ALARMS, RULES, TYPES, CONNECTIONS),
    *(USERS, OCCUPANCIES),
)
