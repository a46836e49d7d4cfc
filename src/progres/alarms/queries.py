from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from progres.alarms.models import (
    Alarm,
    AlarmQuerySet,
    AlarmRule,
    AlarmRuleQuerySet,
    Recipient,
    RecipientQuerySet,
)
from progres.alarms.rules import QUESTION_STANDS, RecipientState
from progres.database.scope import Scope, scoped
from progres.database.words import has_words
from progres.devices.models import Device, DeviceWord
from progres.kit.refusal import Refusal
from progres.kit.secrets import hash_token

STATES = ("open", "cleared", "all")


class UnknownLink(LookupError):
    """A link to confirm an address was never made, or replaced by a newer one."""


class LinkExpired(Refusal):
    """A link to confirm an address is too old."""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What the page behind a mailed link shows; `tenant_name` is who wants to tell."""

    email: str
    tenant_name: str
    language: str
    is_confirmed: bool
    recipient_id: int
    tenant_id: int


def search_alarms(
    scope: Scope,
    *,
    state: str = "open",
    device_id: int | None = None,
    severity: str = "",
    rule_id: int | None = None,
    tenant_id: int | None = None,
) -> AlarmQuerySet:
    """Alarms in scope with device, its type and instance, the newest first.

    `state` is one of STATES. Alarms of deleted devices are not among them.
    """
    alarms = Alarm.objects.of(scope).filter(device__deleted_at=None)
    if state != "all":
        alarms = alarms.filter(cleared_at__isnull=state == "open")
    if device_id is not None:
        alarms = alarms.filter(device_id=device_id)
    if severity:
        alarms = alarms.filter(severity=severity)
    if rule_id is not None:
        alarms = alarms.filter(rule_id=rule_id)
    if tenant_id is not None:
        alarms = alarms.filter(tenant_id=tenant_id)
    related = alarms.select_related("device__device_type", "tenant", "acknowledged_by")
    related = related.defer("device__device_type__codec_source")
    return related.order_by("-raised_at", "-id")


def get_alarm(scope: Scope, alarm_id: int) -> Alarm:
    """Raise Alarm.DoesNotExist for an alarm that is not in scope."""
    return search_alarms(scope, state="all").get(id=alarm_id)


def find_open_alarms(scope: Scope, text: str, *, most: int) -> list[Alarm]:
    """The newest open alarms of devices that `search_devices` finds by a text.

    Ids come first, without the devices: deleted ones have no words.
    """
    words = DeviceWord.objects.of(scope)
    found = Alarm.objects.of(scope).filter(
        has_words(text, words, "device_id", by="device_id"), cleared_at=None
    )
    ids = found.order_by("-raised_at", "-id").values_list("id", flat=True)
    return list(search_alarms(scope).filter(id__in=list(ids[:most])))


def open_alarm_count(scope: Scope) -> int:
    """How many alarms in scope are open."""
    return search_alarms(scope).select_related(None).order_by().count()


def search_rules(scope: Scope, *, device_id: int | None = None) -> AlarmRuleQuerySet:
    """Rules in scope by name; with a device, those that watch it or its type.

    A rule on a type watches devices of its instance and of those below. Rules on
    deleted devices are not among them. Raises Device.DoesNotExist for a device that is
    not in scope.
    """
    rules = AlarmRule.objects.of(scope).filter(device__deleted_at=None)
    rules = rules.select_related("tenant", "device_type", "device__device_type")
    rules = rules.defer(
        "device_type__codec_source", "device__device_type__codec_source"
    )
    if device_id is not None:
        device = Device.objects.of(scope).select_related("tenant").get(id=device_id)
        rules = rules.filter(
            Q(device_id=device_id) | Q(device_type_id=device.device_type_id),
            tenant_id__in=device.tenant.lineage,
        )
    return rules.order_by("name", "id")


def get_rule(scope: Scope, rule_id: int, *, to_change: bool = False) -> AlarmRule:
    """Raise AlarmRule.DoesNotExist for a rule that is not in scope.

    Whoever changes a part of what is read says so: nobody else can before the
    transaction ends.
    """
    rules = search_rules(scope)
    if to_change:
        rules = rules.select_for_update(of=("self",))
    return rules.get(id=rule_id)


def recipients_of(scope: Scope, rule_id: int) -> RecipientQuerySet:
    """Whom a rule tells, by address; `Recipient.state(at)` says who has confirmed."""
    recipients = Recipient.objects.of(scope).filter(rule_id=rule_id)
    return recipients.select_related("user").order_by("email")


def get_confirmation(token: str, *, at: datetime) -> Confirmation:
    """Say what a mailed link is about; needs a transaction, but no scope.

    Raises UnknownLink, and LinkExpired for one that nobody followed for seven days.
    """
    with recipient_of_link(token, at=at) as recipient:
        return confirmation_of(recipient)


@contextmanager
def recipient_of_link(token: str, *, at: datetime) -> Iterator[Recipient]:
    """Find whom a link was mailed to and see that instance alone until the block ends.

    Raises as `get_confirmation` does.
    """
    token_hash = hash_token(token)
    with connection.cursor() as cursor:
        cursor.execute("select tenant_of_recipient(%s)", [token_hash])
        tenant_id = cursor.fetchone()[0]
    if tenant_id is None:
        raise UnknownLink("This link is not known; perhaps a newer mail replaced it.")
    scope = Scope(frozenset({tenant_id}))
    with scoped(scope):
        recipients = Recipient.objects.of(scope).select_related("tenant")
        recipient = recipients.get(token_hash=token_hash)
        if recipient.state(at) == RecipientState.EXPIRED:
            raise LinkExpired(
                "This link was valid for %(days)s days; %(tenant)s can send a new one.",
                days=QUESTION_STANDS.days,
                tenant=recipient.tenant.name,
            )
        yield recipient


def confirmation_of(recipient: Recipient) -> Confirmation:
    """Tell of a recipient what whoever holds the link may know."""
    return Confirmation(
        email=recipient.email,
        tenant_name=recipient.tenant.name,
        language=recipient.language,
        is_confirmed=recipient.confirmed_at is not None,
        recipient_id=recipient.id,
        tenant_id=recipient.tenant_id,
    )
