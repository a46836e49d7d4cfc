"""Alarms and limits in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from progres.alarms.rules import EndReason, LimitType
from progres.devices.rules import Label, label_of
from progres.web.templatetags.formats import number

if TYPE_CHECKING:
    from progres.alarms.models import Alarm

NARROW_SPACE = "\u202f"


@dataclass(frozen=True, kw_only=True)
class NamedAlarm:
    """An alarm with what its device type says of the value."""

    alarm: "Alarm"
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
        label=label.in_language(get_language() or "de"),
        unit=label.unit,
        value=with_unit(alarm.value, label.unit),
        limit=limit_in_words(alarm.type, alarm.low, alarm.high, label.unit),
        ended=_end_in_words(alarm, label),
    )


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
