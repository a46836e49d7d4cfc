from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from progres.accounts.membership import Membership, Origin
from progres.alarms.checks import BadRule, RuleFields, checked_note, checked_rule
from progres.alarms.models import Alarm, AlarmRule, Recipient, Watch
from progres.alarms.queries import Confirmation, confirmation_of, recipient_of_link
from progres.alarms.recipients import ask, set_recipients
from progres.alarms.rules import EndReason
from progres.alarms.telling import Occurrence, announce, tell_of
from progres.audit.actions import record, record_about
from progres.audit.rules import Actor, Target
from progres.database.scope import Scope, scoped
from progres.devices.checks import type_reaches
from progres.devices.models import Device, DeviceType
from progres.devices.rules import label_of
from progres.kit.refusal import Refusal
from progres.metering.heat import kept_to_purpose
from progres.notifications.notices import Acknowledgement
from progres.tenants.models import Tenant

# What of a rule may change without a doubt about the alarms that it raised.
HARMLESS = {"name"}
NOWHERE = Origin()


class AlarmAlreadyClosed(Refusal):
    """The alarm is over."""


class AlarmAlreadyAcknowledged(Refusal):
    """Somebody has seen the alarm before."""


class NothingToAsk(Refusal):
    """An address has confirmed, or was asked moments ago."""


@transaction.atomic
def create_rule(
    fields: RuleFields,
    *,
    tenant: Tenant,
    device: Device | None = None,
    device_type: DeviceType | None = None,
    emails: Sequence[str],
    by: Membership,
    at: datetime,
) -> AlarmRule:
    """Watch a value of a device, or of all devices of a type in an instance and below.

    Addresses that are no user's around the instance are asked by mail first.
    Raises BadRule.
    """
    if (device is None) == (device_type is None):
        raise BadRule("A rule watches either a device or a type of device; choose one.")
    if device is not None and tenant.id not in device.tenant.lineage:
        raise BadRule(
            "'%(device)s' is not a device of '%(tenant)s' or below; choose another.",
            device=str(device),
            tenant=str(tenant),
        )
    if device is not None and kept_to_purpose(by.scope, [device.id]):
        raise BadRule(
            "'%(device)s' measures heat for billing; alarm rules need a release on the "
            "page “Resolution” of data protection.",
            device=str(device),
        )
    if device_type is not None and not type_reaches(device_type, tenant):
        raise BadRule(
            "'%(device_type)s' is not a type that devices of '%(tenant)s' can have; "
            "choose another.",
            device_type=str(device_type),
            tenant=str(tenant),
        )
    rule = AlarmRule(
        tenant=tenant,
        device=device,
        device_type=device_type,
        created_at=at,
        **checked_rule(fields),
    )
    rule.save(force_insert=True)
    recipients = set_recipients(rule, emails, scope=by.scope, at=at)
    details = {"recipients": list(recipients)} if emails else {}
    record_about("alarm_rule.created", rule, by=by.actor, at=at, details=details)
    return rule


@transaction.atomic
def change_rule(
    rule_id: int,
    fields: RuleFields,
    *,
    emails: Sequence[str] | None = None,
    by: Membership,
    at: datetime,
) -> AlarmRule:
    """Change a rule; without `emails` its recipients stay.

    Unless only its name changes, its open alarms end: they were raised by a rule that
    is no more. The next reading that exceeds the new limit raises a new one.
    Raises AlarmRule.DoesNotExist if it is not in the member's reach, and BadRule.
    """
    rules = AlarmRule.objects.of(by.scope).select_related(
        "tenant", "device__device_type", "device_type"
    )
    rule = rules.select_for_update(of=("self",)).get(id=rule_id)
    wanted = checked_rule(fields)
    changes = {
        name: [_plain(getattr(rule, name)), _plain(value)]
        for name, value in wanted.items()
        if getattr(rule, name) != value
    }
    for name, value in wanted.items():
        setattr(rule, name, value)
    if changes:
        rule.save(update_fields=wanted.keys())
    if changes.keys() - HARMLESS:
        reason = EndReason.RULE_CHANGED if rule.enabled else EndReason.RULE_DISABLED
        _end_alarms(rule, reason, scope=by.scope, at=at)
    if emails is not None:
        before, after = set_recipients(rule, emails, scope=by.scope, at=at)
        if before != after:
            changes["recipients"] = [before, after]
    if changes:
        details = {**changes, **_unit(rule, changes)}
        record_about("alarm_rule.changed", rule, by=by.actor, at=at, details=details)
    return rule


@transaction.atomic
def delete_rule(rule_id: int, *, by: Membership, at: datetime) -> None:
    """Remove a rule with its recipients; its open alarms end, all of them stay.

    Raises AlarmRule.DoesNotExist if it is not in the member's reach.
    """
    rule = AlarmRule.objects.of(by.scope).select_for_update().get(id=rule_id)
    _end_alarms(rule, EndReason.RULE_DELETED, scope=by.scope, at=at)
    record_about("alarm_rule.deleted", rule, by=by.actor, at=at)
    rule.delete()


@transaction.atomic
def acknowledge_alarm(
    alarm_id: int, *, note: str, by: Membership, at: datetime
) -> Alarm:
    """Mark an open alarm as seen and tell so; it stays open until the value recovers.

    Raises Alarm.DoesNotExist if the alarm is not in the member's reach,
    AlarmAlreadyClosed if it is over, AlarmAlreadyAcknowledged if it was seen before,
    and BadNote.
    """
    alarms = Alarm.objects.of(by.scope).select_for_update(of=("self",))
    alarm = alarms.select_related("device__tenant", "acknowledged_by").get(id=alarm_id)
    said = checked_note(note)
    if alarm.cleared_at is not None:
        raise AlarmAlreadyClosed(
            "This alarm ended at %(time)s UTC; there is nothing left to acknowledge.",
            time=f"{alarm.cleared_at:%d.%m.%Y %H:%M}",
        )
    if alarm.acknowledged_at is not None:
        raise AlarmAlreadyAcknowledged(
            "This alarm was acknowledged at %(time)s UTC; once is enough.",
            time=f"{alarm.acknowledged_at:%d.%m.%Y %H:%M}",
        )
    alarm.acknowledged_at = at
    alarm.acknowledged_by = by.user
    alarm.note = said
    alarm.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
    record(
        "alarm.acknowledged",
        tenant_id=alarm.tenant_id,
        target=Target("alarm", str(alarm.id), alarm.name),
        by=by.actor,
        at=at,
        details={"note": alarm.note},
    )
    announce([alarm])
    seen = Acknowledgement(by=by.user.full_name, at=at, note=alarm.note)
    up = Scope(by.scope.tenant_ids | {*alarm.device.tenant.lineage})
    with scoped(up):  # the rule and whom it tells may be of an instance above
        tell_of([Occurrence(alarm, seen)], scope=up, at=at)
    return alarm


@transaction.atomic
def ask_recipient_again(recipient_id: int, *, by: Membership, at: datetime) -> None:
    """Mail an address that has not confirmed a new link; the old one stops working.

    Raises Recipient.DoesNotExist if it is not in the member's reach, NothingToAsk if it
    has confirmed, or if any instance asked it less than ten minutes ago.
    """
    recipients = Recipient.objects.of(by.scope).select_for_update(of=("self",))
    recipient = recipients.select_related("tenant").get(id=recipient_id)
    if recipient.confirmed_at is not None:
        raise NothingToAsk(
            "%(email)s is told of alarms already.", email=recipient.email
        )
    if not ask(recipient, at=at):
        raise NothingToAsk(
            "%(email)s was asked less than ten minutes ago; wait a little before "
            "asking again.",
            email=recipient.email,
        )
    details = {"asked": recipient.email}
    if recipient.rule is not None:
        record_about(
            "alarm_rule.recipient_asked",
            recipient.rule,
            by=by.actor,
            at=at,
            details=details,
        )
    if recipient.gateway is not None:
        record_about(
            "gateway.recipient_asked",
            recipient.gateway,
            by=by.actor,
            at=at,
            details=details,
        )


@transaction.atomic
def confirm_recipient(
    token: str, *, origin: Origin = NOWHERE, at: datetime
) -> Confirmation:
    """Let an address be told of alarms from now on, by all rules of that instance.

    Needs no scope and no account. Doing it again changes nothing. Raises UnknownLink
    and LinkExpired as `queries.get_confirmation` does.
    """
    with recipient_of_link(token, at=at) as recipient:
        if recipient.confirmed_at is None:
            same = Recipient.objects.of(Scope(frozenset({recipient.tenant_id})))
            same.filter(email=recipient.email, confirmed_at=None).update(
                confirmed_at=at
            )
            recipient.confirmed_at = at
            record_about(
                "alarm_recipient.confirmed",
                recipient,
                by=Actor(name=recipient.email, **asdict(origin)),
                at=at,
            )
        return confirmation_of(recipient)


def _end_alarms(
    rule: AlarmRule, reason: EndReason, *, scope: Scope, at: datetime
) -> None:
    """End what a rule raised, without mail: who does this knows, and no value recovered."""
    Watch.objects.of(scope).filter(rule=rule).delete()
    alarms = list(
        Alarm.objects.of(scope).select_for_update().filter(rule=rule, cleared_at=None)
    )
    for alarm in alarms:
        alarm.cleared_at = at
        alarm.cleared_reason = reason
    Alarm.objects.of(scope).bulk_update(alarms, ["cleared_at", "cleared_reason"])
    announce(alarms)


def _unit(rule: AlarmRule, changes: Mapping[str, object]) -> dict[str, str]:
    """Name the unit of limits that changed, for those who read the log."""
    device_type = rule.device.device_type if rule.device else rule.device_type
    if device_type is None or not changes.keys() & {"low", "high", "hysteresis"}:
        return {}
    unit = label_of(device_type.value_specs, rule.key).unit
    return {"unit": unit} if unit else {}


def _plain(value: object) -> object:
    return value.total_seconds() if isinstance(value, timedelta) else value
