"""Which charts a device's page has: values of one unit share one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from progres.devices.rules import ValueKind
from progres.notifications.wording import SEVERITIES
from progres.readings.values import CurrentValue
from progres.web.alarm_words import alarm_name, rule_name
from progres.web.words import label_of_value

if TYPE_CHECKING:
    from progres.alarms.models import Alarm, AlarmRule

MOST_LINES = 6  # as many as the palette tells apart


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart; the texts are what <time-series-chart> takes as attributes."""

    caption: str
    keys: str
    steps: str  # keys drawn as steps: a state holds until the next
    yes_no: str  # those of them that are yes or no
    labels: str  # JSON, as the two below
    thresholds: str
    alarms: str


def charts_of(
    values: Iterable[CurrentValue],
    *,
    rules: Sequence["AlarmRule"],
    alarms: Sequence["Alarm"],
) -> list[Chart]:
    """Group what can be drawn by unit, in the order of the values.

    What is yes or no shares one chart, other states another. Values without unit or in per cent have one each: nothing
    says that they can be compared, as humidity and battery cannot.
    """
    groups: dict[object, list[CurrentValue]] = {}
    for value in values:
        if _can_be_drawn(value):
            groups.setdefault(_group_of(value), []).append(value)
    return [
        _chart(part, rules, alarms)
        for group in groups.values()
        for part in _parts(group)
    ]


def _can_be_drawn(value: CurrentValue) -> bool:
    if value.kind in {ValueKind.TEXT, ValueKind.POSITION}:
        return False
    return isinstance(value.value, int | float)  # a bool is an int


def _is_state(value: CurrentValue) -> bool:
    return value.kind == ValueKind.STATE or isinstance(value.value, bool)


def _group_of(value: CurrentValue) -> object:
    if _is_state(value):
        return ("states", isinstance(value.value, bool))
    return value.key if value.unit in {"", "%"} else ("unit", value.unit)


def _parts(group: Sequence[CurrentValue]) -> Iterator[Sequence[CurrentValue]]:
    for first in range(0, len(group), MOST_LINES):
        yield group[first : first + MOST_LINES]


def _chart(
    values: Sequence[CurrentValue],
    rules: Iterable["AlarmRule"],
    alarms: Iterable["Alarm"],
) -> Chart:
    keys = [value.key for value in values]
    labels = {value.key: label_of_value(value) for value in values}
    return Chart(
        caption=", ".join(labels.values()),
        keys=",".join(keys),
        steps=",".join(value.key for value in values if _is_state(value)),
        yes_no=",".join(value.key for value in values if isinstance(value.value, bool)),
        labels=as_json(labels),
        thresholds=as_json([t for r in rules if r.key in keys for t in _thresholds(r)]),
        alarms=as_json([span_of(alarm) for alarm in alarms if alarm.key in keys]),
    )


def _thresholds(rule: "AlarmRule") -> list[dict[str, object]]:
    return [
        {
            "key": rule.key,
            "value": limit,
            "severity": rule.severity,
            "label": rule_name(rule),
        }
        for limit in (rule.low, rule.high)
        if limit is not None and rule.enabled
    ]


def span_of(alarm: "Alarm") -> dict[str, object]:
    """Return an alarm as <time-series-chart> marks it."""
    return {
        "from": alarm.raised_at,
        "to": alarm.cleared_at,
        "severity": alarm.severity,
        "label": f"{SEVERITIES[alarm.severity]}: {alarm_name(alarm)}",
    }


def as_json(data: object) -> str:
    """Write what an attribute of <time-series-chart> takes."""
    return orjson.dumps(data).decode()
