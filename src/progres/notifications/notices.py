"""What mails tell of, as plain values: this package knows neither alarms nor people."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Who is told, from whose outbox.

    An `insider` may see the device; an outside address learns nothing of it but what
    the value is called, its number and limit, since when, and the link. `withdrawal` is
    the token of the link by which an address without an account ends these mails.
    """

    email: str
    language: str
    insider: bool
    tenant_id: int
    sender_name: str
    withdrawal: str = ""


@dataclass(frozen=True, kw_only=True)
class AlarmNotice:
    """An alarm and its device; values and limits are in `unit`."""

    alarm_id: int
    tenant_id: int
    tenant_name: str
    time_zone: str
    rule_name: str
    severity: str
    label_de: str
    label_en: str
    unit: str
    type: str
    low: float | None
    high: float | None
    value: float
    raised_at: datetime
    device_name: str
    site: str
    installation_place: str


@dataclass(frozen=True)
class Raising:
    """The alarm begins; the notice itself says when and by which value."""


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """Who saw an alarm, when, and what they noted."""

    by: str
    at: datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """When an alarm ended and by which value."""

    at: datetime
    value: float


AlarmEvent: TypeAlias = Raising | Acknowledgement | Recovery
