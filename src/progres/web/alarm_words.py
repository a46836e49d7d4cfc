"""Alarms and limits in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from progres.alarms.rules import EndReason, LimitType
from progres.devices.rules import Label, label_of
from progres.web.figures import number

if TYPE_CHECKING:
    from progres.alarms.models import Alarm, AlarmRule

NARROW_SPACE = "\u202f"
LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class NamedAlarm:
    """An alarm with what its device type says of the value."""

    alarm: "Alarm"
    name: str
    label: str
    unit: str
    value: str
    limit: str
    ended: str


def named(alarm: "Alarm") -> NamedAlarm:
    """Put an alarm into words; reads `alarm.device.device_type`."""
    label = label_of(alarm.device.device_type.value_specs, alarm.key)
    return NamedAlarm(
        alarm=alarm,
        name=alarm_name(alarm),
        label=label.in_language(get_language() or "de"),
        unit=label.unit,
        value=with_unit(alarm.value, label.unit),
        limit=limit_in_words(alarm.type, alarm.low, alarm.high, label.unit),
        ended=_end_in_words(alarm, label),
    )


def alarm_name(alarm: "Alarm") -> str:
    """Return what an alarm is called; reads `alarm.device.device_type`."""
    return _name_in_words(alarm, alarm.device.device_type.value_specs)


def rule_name(rule: "AlarmRule") -> str:
    """Return what a rule is called; reads its device type, or that of its device."""
    device_type = rule.device.device_type if rule.device else rule.device_type
    return _name_in_words(rule, device_type.value_specs if device_type else ())


def names_itself(rule: "AlarmRule") -> bool:
    """Say whether a rule bears the name that it gets where nobody writes one."""
    device_type = rule.device.device_type if rule.device else rule.device_type
    return _is_own_name(rule, device_type.value_specs if device_type else ())


def own_name(
    label: str, unit: str, type_: str, low: float | None, high: float | None
) -> str:
    """Call a rule after what it watches: "Temperature above 28.5 °C"."""
    words = f"{label} {limit_in_words(type_, low, high, unit)}"
    return " ".join(words[:LONGEST_NAME].split())


def label_in_words(specs: Iterable[Mapping[str, str]], key: str) -> str:
    """Return the name of the value under a key; the key where nothing describes it."""
    return label_of(specs, key).in_language(get_language() or "de")


def limit_in_words(type_: str, low: float | None, high: float | None, unit: str) -> str:
    """Say when a limit is exceeded: "above 30 °C", "outside 5 to 30 °C"."""
    match type_:
        case LimitType.ABOVE:
            return _("above %(limit)s") % {"limit": with_unit(high, unit)}
        case LimitType.BELOW:
            return _("below %(limit)s") % {"limit": with_unit(low, unit)}
        case _unknown:
            return _("outside %(low)s to %(high)s") % {
                "low": number(low),
                "high": with_unit(high, unit),
            }


def with_unit(value: float | None, unit: str) -> str:
    """Write a number and its unit as plain text."""
    return f"{number(value)}{NARROW_SPACE}{unit}" if unit else number(value)


def _name_in_words(
    named: "Alarm | AlarmRule", specs: Iterable[Mapping[str, str]]
) -> str:
    """Say a name that nobody wrote in the reader's language."""
    return _own_name(named, specs) if _is_own_name(named, specs) else named.name


def _is_own_name(
    named: "Alarm | AlarmRule", specs: Iterable[Mapping[str, str]]
) -> bool:
    for language, _name in settings.LANGUAGES:
        with override(language):
            if _own_name(named, specs) == named.name:
                return True
    return False


def _own_name(named: "Alarm | AlarmRule", specs: Iterable[Mapping[str, str]]) -> str:
    label = label_in_words(specs, named.key)
    unit = label_of(specs, named.key).unit
    return own_name(label, unit, named.type, named.low, named.high)


def _end_in_words(alarm: "Alarm", label: Label) -> str:
    match alarm.cleared_reason:
        case "":
            return ""
        case EndReason.RECOVERED if alarm.cleared_value is not None:
            return _("The value was back within its limits, at %(value)s.") % {
                "value": with_unit(alarm.cleared_value, label.unit)
            }
        case EndReason.RULE_CHANGED:
            return _("The rule was changed.")
        case EndReason.RULE_DISABLED:
            return _("The rule was switched off.")
        case EndReason.RULE_DELETED:
            return _("The rule was deleted.")
        case _:
            return _("The value was back within its limits.")
