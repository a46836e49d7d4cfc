"""Telling people of alarms: who may learn what, in one go for many alarms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from django.db import connection

from progres.accounts.access import Permission
from progres.accounts.gate import NotAMember, rights_of
from progres.accounts.models import User
from progres.alarms.models import Alarm, Recipient
from progres.alarms.withdrawal import withdrawal_token
from progres.database.scope import Scope, scoped
from progres.devices.models import DeviceType
from progres.devices.rules import label_of
from progres.notifications.actions import Telling, tell
from progres.notifications.notices import Addressee, AlarmEvent, AlarmNotice
from progres.readings.restrictions import restricted
from progres.tenants.models import Tenant


@dataclass(frozen=True)
class Occurrence:
    """What happened to an alarm; its device and the device's instance are at hand."""

    alarm: Alarm
    event: AlarmEvent


def tell_of(occurrences: Sequence[Occurrence], *, scope: Scope, at: datetime) -> None:
    """Queue the mails to the recipients of the alarms' rules.

    `scope` must reach up to the instances of the rules. What a person may learn is
    judged now: a user who can open the device all, everybody else as little as an
    outside address; nothing a disabled user, and somebody from above to whom the
    device's instance is closed by contract.
    """
    opens = cache(partial(may_open, right=Permission.READINGS_VIEW, at=at))
    muted = restricted(scope, map(_moment, occurrences), use="mail")
    occurrences = [o for o in occurrences if _moment(o) not in muted]
    with scoped(scope, use="mail"):
        recipients = _recipients({o.alarm.rule_id for o in occurrences}, scope)
    types = DeviceType.objects.of(scope).in_bulk(
        {o.alarm.device.device_type_id for o in occurrences}
    )
    tell(
        [
            Telling(
                _notice(alarm := occurrence.alarm, types),
                occurrence.event,
                [
                    addressee(recipient, alarm.device.tenant)
                    for recipient in recipients.get(alarm.rule_id, ())
                    if not is_from_above(recipient, alarm.device.tenant)
                    or opens(recipient.user, alarm.device.tenant_id)
                ],
            )
            for occurrence in occurrences
        ],
        at=at,
    )


def _moment(occurrence: Occurrence) -> tuple[int, datetime]:
    return occurrence.alarm.device_id, occurrence.alarm.raised_at


def announce(alarms: Iterable[Alarm]) -> None:
    """Let open pages know, once this transaction is committed."""
    places = sorted({f"{alarm.tenant_id}:{alarm.device_id}" for alarm in alarms})
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_notify('alarms', place) from unnest(%s::text[]) place", [places]
        )


def _recipients(
    rule_ids: Iterable[int | None], scope: Scope
) -> dict[int | None, list[Recipient]]:
    found: dict[int | None, list[Recipient]] = defaultdict(list)
    recipients = (
        Recipient.objects.of(scope)
        .filter(rule_id__in=[rule_id for rule_id in rule_ids if rule_id is not None])
        .exclude(confirmed_at=None)
        .select_related("user", "tenant")
        .order_by("id")
    )
    for recipient in recipients:
        if recipient.user is None or recipient.user.is_active:
            found[recipient.rule_id].append(recipient)
    return found


def is_from_above(recipient: Recipient, tenant: Tenant) -> bool:
    """Say whether it is somebody of an instance above, who must have the right there."""
    user = recipient.user
    return user is not None and user.tenant_id in tenant.lineage[:-1]


def may_open(user: User, tenant_id: int, *, right: Permission, at: datetime) -> bool:
    """Say whether somebody from above has a right in an instance now."""
    try:
        _, rights = rights_of(user, tenant_id, at)
    except NotAMember:
        return False
    return right in rights


def addressee(recipient: Recipient, tenant: Tenant) -> Addressee:
    """Say to whom a mail about a thing of an instance goes; insiders are of it or above."""
    user = recipient.user
    return Addressee(
        email=recipient.email if user is None else user.email,
        language=recipient.language if user is None else user.language,
        insider=user is not None and user.tenant_id in tenant.lineage,
        tenant_id=recipient.tenant_id,
        sender_name=recipient.tenant.sender_name,
        withdrawal=""
        if user
        else withdrawal_token(tenant_id=recipient.tenant_id, recipient_id=recipient.id),
    )


def _notice(alarm: Alarm, types: dict[int, DeviceType]) -> AlarmNotice:
    device = alarm.device
    device_type = types.get(device.device_type_id or 0)
    label = label_of(device_type.value_specs if device_type else (), alarm.key)
    return AlarmNotice(
        alarm_id=alarm.id,
        tenant_id=alarm.tenant_id,
        tenant_name=device.tenant.name,
        time_zone=device.tenant.time_zone,
        rule_name=alarm.name,
        severity=alarm.severity,
        label_de=label.de,
        label_en=label.en,
        unit=label.unit,
        type=alarm.type,
        low=alarm.low,
        high=alarm.high,
        value=alarm.value,
        raised_at=alarm.raised_at,
        device_name=device.name,
        site=device.site,
        installation_place=device.installation_place,
    )
