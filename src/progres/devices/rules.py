"""What device types and devices may be, as pure decisions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from progres.devices.silence import Limits
from progres.kit.refusal import Refusal
from progres.kit.words import is_one_line

KEY_LENGTH = 100
HEX_KEY = re.compile(r"[0-9a-f]{32}")


class ValueKind(StrEnum):
    """What kind of value a device sends under a key."""

    GAUGE = "gauge"
    COUNTER = "counter"
    STATE = "state"
    TEXT = "text"
    POSITION = "position"


class LorawanVersion(StrEnum):
    """The version of LoRaWAN that a device speaks."""

    V1_0_0 = "1.0.0"
    V1_0_1 = "1.0.1"
    V1_0_2 = "1.0.2"
    V1_0_3 = "1.0.3"
    V1_0_4 = "1.0.4"
    V1_1 = "1.1"


class LorawanClass(StrEnum):
    """When a device listens: after sending, at fixed times, always."""

    A = "A"
    B = "B"
    C = "C"


class ExchangeReason(StrEnum):
    """Why another sensor was put in the place of one."""

    DEFECT = "defect"
    BATTERY = "battery"
    UPGRADE = "upgrade"
    OTHER = "other"


class DeviceState(StrEnum):
    """The six states that lists, maps and badges show."""

    OK = "ok"
    LATE = "late"
    SILENT = "silent"
    ALARM = "alarm"
    UNKNOWN = "unknown"
    MAINTENANCE = "maintenance"


class BadValueSpec(Refusal):
    """A value of a device type is described wrongly; the message says how."""


def check_value_specs(specs: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the descriptions completed, or raise BadValueSpec.

    Each needs a `key`; labels fall back on each other and on the key, the unit is ""
    where there is none, the kind is 'gauge' where it is not said.
    """
    seen: set[str] = set()
    checked = []
    for spec in specs:
        key = spec.get("key", "").strip()
        if not key or len(key) > KEY_LENGTH:
            raise BadValueSpec(
                "'%(key)s' is not a key: it needs 1 to %(most)s characters, "
                "such as 'temperature'.",
                key=key[:20],
                most=KEY_LENGTH,
            )
        if key in seen:
            raise BadValueSpec(
                "The key '%(key)s' is described twice; describe it once.", key=key
            )
        seen.add(key)
        checked.append(_completed(key, spec))
    return checked


def _completed(key: str, spec: Mapping[str, str]) -> dict[str, str]:
    kind = spec.get("kind") or ValueKind.GAUGE
    if kind not in set(ValueKind):
        raise BadValueSpec(
            "'%(kind)s' is not a kind of value; use one of %(kinds)s.",
            kind=kind,
            kinds=", ".join(ValueKind),
        )
    label_de = (spec.get("label_de") or "").strip()
    label_en = (spec.get("label_en") or "").strip()
    unit = (spec.get("unit") or "").strip()
    for text in (key, label_de, label_en, unit):
        if not is_one_line(text):
            raise BadValueSpec(
                "'%(text)s' holds signs that cannot be printed, such as a line break; "
                "use letters, digits and the like.",
                text=text[:40],
            )
    return {
        "key": key,
        "label_de": label_de or label_en or key,
        "label_en": label_en or label_de or key,
        "unit": unit,
        "kind": str(kind),
    }


@dataclass(frozen=True)
class Label:
    """How a value is called and measured; the key itself where no type describes it."""

    de: str
    en: str
    unit: str

    def in_language(self, language: str) -> str:
        return self.de if language == "de" else self.en


def label_of(specs: Iterable[Mapping[str, str]], key: str) -> Label:
    """Find in a type's `value_specs` how it calls the value under a key."""
    for spec in specs:
        if spec["key"] == key:
            return Label(spec["label_de"], spec["label_en"], spec["unit"])
    return Label(key, key, "")


def standing_of(status: str, *, last_seen_at: datetime | None, limits: Limits) -> str:
    """Say how a device stands: what people said of it, or whether it is heard."""
    if status == "decommissioned" or last_seen_at is None:
        return status
    return "silent" if last_seen_at < limits.silent else "active"


def state_of(
    *, status: str, open_alarm: bool, last_seen_at: datetime | None, limits: Limits
) -> DeviceState:
    """Say in which of the six states a device is, by the limits of its type."""
    if status == "decommissioned":
        return DeviceState.MAINTENANCE
    if open_alarm:
        return DeviceState.ALARM
    if last_seen_at is None:
        return DeviceState.UNKNOWN
    if last_seen_at < limits.silent:
        return DeviceState.SILENT
    if last_seen_at < limits.late:
        return DeviceState.LATE
    return DeviceState.OK
