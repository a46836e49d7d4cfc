"""Rules that raise alarms: /api/v1/alarm-rules."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.alarms.actions import change_rule, create_rule, delete_rule
from progres.alarms.checks import (
    HIGHEST_COUNT,
    MAX_RECIPIENTS,
    RuleFields,
    said_of_rule,
)
from progres.alarms.queries import get_rule, search_rules
from progres.alarms.rules import LimitType, Severity
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Name, Seconds, Text
from progres.api.noted import note_list, note_view
from progres.api.paging import Paging, Part, part_of
from progres.devices.queries import get_device, get_device_type
from progres.tenants.queries import get_tenant

if TYPE_CHECKING:
    from progres.alarms.models import AlarmRule

router = Router(tags=["alarms"])

Email = Text


class Condition(Body):
    """When a value raises an alarm; limits are in the value's own unit."""

    type: LimitType
    low: float | None = Field(None, description="For below and outside.")
    high: float | None = Field(
        None, description="For above and outside.", examples=[30]
    )
    hysteresis: float = Field(
        0, ge=0, description="How far within the limit a value ends the alarm."
    )
    for_s: Seconds = Field(0, description="How long the limit must be exceeded, in s.")
    count: int = Field(
        1, ge=1, le=HIGHEST_COUNT, description="How many readings in a row."
    )


class AlarmRuleIn(Body):
    """Names either a device or a device type."""

    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    name: Name = Field(examples=["Zu warm"])
    device: Id | None = None
    device_type: Id | None = Field(
        None, description="All its devices in the instance and below."
    )
    key: Name = Field(examples=["temperature"])
    condition: Condition
    severity: Severity = Severity.WARNING
    emails: list[Email] = Field(
        [],
        max_length=MAX_RECIPIENTS,
        description="Addresses without an account around the instance confirm first.",
        examples=[["bereitschaft@example.org"]],
    )
    enabled: bool = True


class AlarmRulePatch(Body):
    """What is to be changed; what is left out stays. A condition is given whole."""

    name: Name = Field(default_factory=str)
    key: Name = Field(default_factory=str)
    condition: Condition = Field(default_factory=Condition.model_construct)
    severity: Severity = Severity.WARNING
    emails: list[Email] = Field(default_factory=list, max_length=MAX_RECIPIENTS)
    enabled: bool = True


class RecipientOut(Schema):
    email: str
    confirmed: bool = Field(description="false: gets no mail yet.")


class ConditionOut(Schema):
    type: LimitType
    low: float | None
    high: float | None
    hysteresis: float
    for_s: float
    count: int


class AlarmRuleOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    name: str
    device: int | None = Field(validation_alias="device_id")
    device_type: int | None = Field(validation_alias="device_type_id")
    key: str
    condition: ConditionOut
    severity: Severity
    recipients: list[RecipientOut] | None = Field(
        description="null for a key without the right alarm_rules.edit."
    )
    enabled: bool
    created_at: datetime

    @staticmethod
    def resolve_condition(rule: "AlarmRule") -> dict[str, Any]:
        return {**asdict(rule.limit), "for_s": rule.hold.total_seconds()}

    @staticmethod
    def resolve_recipients(
        rule: "AlarmRule", context: dict[str, Any]
    ) -> list[dict[str, object]] | None:
        by: Membership = context["request"].by
        if not by.may(Permission.ALARM_RULES_EDIT):
            return None
        return [
            {"email": item.email, "confirmed": item.confirmed_at is not None}
            for item in rule.recipients.all()
        ]


@router.get("", response=Part[AlarmRuleOut], auth=readers(Permission.ALARMS_VIEW))
def list_alarm_rules(
    request: ApiRequest, paging: Query[Paging], device: Id | None = None
) -> dict[str, Any]:
    """Rules in reach; with `device` those that watch it or its type."""
    if request.by.may(Permission.ALARM_RULES_EDIT):
        note_list(request, "alarm_rules.viewed", paging)
    rules = search_rules(request.by.scope, device_id=device)
    return part_of(rules.prefetch_related("recipients"), paging)


@router.post(
    "", response={201: AlarmRuleOut}, auth=writers(Permission.ALARM_RULES_EDIT)
)
def add_alarm_rule(request: ApiRequest, fields: AlarmRuleIn) -> Status[Any]:
    """Watch a value of a device, or of all devices of a type."""
    scope, type_id = request.by.scope, fields.device_type
    given = fields.model_dump(exclude={"tenant", "device", "device_type", "emails"})
    rule = create_rule(
        RuleFields(**_columns(given)),
        tenant=get_tenant(scope, fields.tenant or request.by.tenant.id),
        device=get_device(scope, fields.device) if fields.device else None,
        device_type=get_device_type(scope, type_id) if type_id else None,
        emails=fields.emails,
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, rule)


@router.get(
    "/{int:rule_id}", response=AlarmRuleOut, auth=readers(Permission.ALARMS_VIEW)
)
def show_alarm_rule(request: ApiRequest, rule_id: int) -> object:
    rule = get_rule(request.by.scope, rule_id)
    if request.by.may(Permission.ALARM_RULES_EDIT):
        target = rule.target
        note_view(request, "alarm_rule.viewed", target, tenant_id=rule.tenant_id)
    return rule


@router.patch(
    "/{int:rule_id}", response=AlarmRuleOut, auth=writers(Permission.ALARM_RULES_EDIT)
)
def edit_alarm_rule(
    request: ApiRequest, rule_id: int, changes: AlarmRulePatch
) -> object:
    """Change a rule; its open alarms end unless only the name or addresses change."""
    given = changes.model_dump(exclude_unset=True)
    emails = given.pop("emails", None)
    rule = get_rule(request.by.scope, rule_id, to_change=True)
    fields = replace(said_of_rule(rule), **_columns(given))
    return change_rule(rule_id, fields, emails=emails, by=request.by, at=timezone.now())


@router.delete(
    "/{int:rule_id}", response={204: None}, auth=writers(Permission.ALARM_RULES_EDIT)
)
def remove_alarm_rule(request: ApiRequest, rule_id: int) -> Status[None]:
    """Remove a rule; its open alarms end, all of them stay."""
    delete_rule(rule_id, by=request.by, at=timezone.now())
    return Status(204, None)


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    """Name what was given as the domain does."""
    columns = {name: value for name, value in given.items() if name != "condition"}
    if "condition" in given:
        condition = dict(Condition(**given["condition"]))
        hold = timedelta(seconds=condition.pop("for_s"))
        columns |= {**condition, "hold": hold}
    return columns
