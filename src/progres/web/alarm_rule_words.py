"""What pages say of an alarm rule: what it watches, and within which limits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from progres.database.scope import Scope
from progres.devices.queries import get_device, get_device_type
from progres.devices.rules import label_of
from progres.web.alarm_words import (
    label_in_words,
    limit_in_words,
    rule_name,
    with_unit,
)
from progres.web.numbers import number_in

if TYPE_CHECKING:
    from progres.alarms.models import AlarmRule
    from progres.devices.models import Device, DeviceType


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What a rule watches: one device, or all devices of a type."""

    device: "Device | None"
    device_type: "DeviceType"

    @classmethod
    def find(cls, scope: Scope, *, device_id: str, type_id: str) -> "Watched | None":
        """Return what an address names, None if it names nothing."""
        if (number := number_in(device_id)) is not None:
            device = get_device(scope, number)
            return cls(device=device, device_type=device.device_type)
        if (number := number_in(type_id)) is not None:
            device_type = get_device_type(scope, number)
            return cls(device=None, device_type=device_type)
        return None


@dataclass(frozen=True, kw_only=True)
class NamedRule:
    """A rule in words."""

    rule: "AlarmRule"
    name: str
    label: str
    limit: str
    hysteresis: str


def watched_by(rule: "AlarmRule") -> Watched:
    """Return what a rule watches."""
    device_type = rule.device.device_type if rule.device else rule.device_type
    assert device_type is not None  # noqa: S101 a constraint of the table says so
    return Watched(device=rule.device, device_type=device_type)


def name_rule(rule: "AlarmRule") -> NamedRule:
    """Say a rule in words."""
    specs = watched_by(rule).device_type.value_specs
    unit = label_of(specs, rule.key).unit
    return NamedRule(
        rule=rule,
        name=rule_name(rule),
        label=label_in_words(specs, rule.key),
        limit=limit_in_words(rule.type, rule.low, rule.high, unit),
        hysteresis=with_unit(rule.hysteresis, unit) if rule.hysteresis else "",
    )
