"""Alarms that rules raised: /api/v1/alarms."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from progres.accounts.access import Permission
from progres.alarms.actions import acknowledge_alarm
from progres.alarms.queries import get_alarm, search_alarms
from progres.alarms.rules import Severity
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Text
from progres.api.paging import Paging, Part, part_of

if TYPE_CHECKING:
    from progres.alarms.models import Alarm

router = Router(tags=["alarms"])


class AlarmFilter(Schema):
    state: Literal["open", "cleared", "all"] = "all"
    device: Id | None = None
    rule: Id | None = None
    tenant: Id | None = Field(None, description="Alarms of this instance alone.")
    severity: Severity | None = None


class Acknowledgement(Body):
    note: Text = Field("", max_length=500)


class AlarmOut(Schema):
    """An alarm with the rule's words and limits of that time."""

    id: int
    tenant: int = Field(validation_alias="tenant_id")
    device: int = Field(validation_alias="device_id")
    rule: int | None = Field(validation_alias="rule_id", description="null: deleted.")
    name: str
    key: str
    type: str
    low: float | None
    high: float | None
    severity: Severity
    value: float = Field(description="The value that raised it.")
    raised_at: datetime
    cleared_at: datetime | None = Field(description="null: open.")
    cleared_value: float | None
    cleared_reason: str = Field(
        description="recovered, rule_changed, rule_disabled, rule_deleted, or empty."
    )
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    note: str

    @staticmethod
    def resolve_acknowledged_by(alarm: "Alarm") -> str | None:
        return alarm.acknowledged_by.full_name if alarm.acknowledged_by else None


@router.get("", response=Part[AlarmOut], auth=readers(Permission.ALARMS_VIEW))
def list_alarms(
    request: ApiRequest, paging: Query[Paging], wanted: Query[AlarmFilter]
) -> dict[str, Any]:
    """Alarms in reach, the newest first."""
    alarms = search_alarms(
        request.by.scope,
        state=wanted.state,
        device_id=wanted.device,
        rule_id=wanted.rule,
        severity=wanted.severity or "",
        tenant_id=wanted.tenant,
    )
    return part_of(alarms, paging, newest_first=True)


@router.get("/{int:alarm_id}", response=AlarmOut, auth=readers(Permission.ALARMS_VIEW))
def show_alarm(request: ApiRequest, alarm_id: int) -> object:
    return get_alarm(request.by.scope, alarm_id)


@router.post(
    "/{int:alarm_id}/acknowledge",
    response=AlarmOut,
    auth=writers(Permission.ALARMS_ACKNOWLEDGE),
)
def acknowledge(
    request: ApiRequest, alarm_id: int, seen: Acknowledgement | None = None
) -> object:
    """Mark an open alarm as seen and tell so; it stays open until the value recovers."""
    note = seen.note if seen else ""
    return acknowledge_alarm(alarm_id, note=note, by=request.by, at=timezone.now())
