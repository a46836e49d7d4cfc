"""Alarm rules, whom they tell, and the alarms they raised."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from progres.accounts.models import User
from progres.alarms.rules import Limit, RecipientState, recipient_state
from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.devices.models import Device, DeviceType
from progres.gateways.models import Gateway
from progres.tenants.models import Tenant


class AlarmRuleQuerySet(models.QuerySet["AlarmRule"]):
    def of(self, scope: Scope) -> Self:
        """Only rules of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class AlarmRule(models.Model):
    """When a value raises an alarm: on one device, or on all of a type.

    A rule on a type holds for the devices of its instance and of those below.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    device = models.ForeignKey(Device, null=True, on_delete=models.CASCADE)
    device_type = models.ForeignKey(DeviceType, null=True, on_delete=models.CASCADE)
    key = models.CharField(max_length=100)
    type = models.CharField(max_length=10)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    hysteresis = models.FloatField(default=0)
    hold = models.DurationField(default=timedelta(0))
    count = models.IntegerField(default=1)
    severity = models.CharField(max_length=10)
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = AlarmRuleQuerySet.as_manager()

    class Meta:
        db_table = "alarm_rule"
        constraints = [
            models.CheckConstraint(
                condition=Q(device=None) ^ Q(device_type=None),
                name="alarm_rule_watches_a_device_or_a_type",
            ),
            models.CheckConstraint(
                condition=Q(type="above", high__isnull=False, low=None)
                | Q(type="below", low__isnull=False, high=None)
                | Q(type="outside", low__lt=models.F("high")),
                name="alarm_rule_has_the_limits_of_its_type",
            ),
            models.CheckConstraint(
                condition=Q(hysteresis__gte=0, count__gte=1, hold__gte=timedelta(0)),
                name="alarm_rule_has_sensible_margins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("alarm_rule", str(self.id), self.name)

    @property
    def limit(self) -> Limit:
        """What of the rule decides."""
        return Limit(
            rule_id=self.id,
            key=self.key,
            type=self.type,
            low=self.low,
            high=self.high,
            hysteresis=self.hysteresis,
            hold=self.hold,
            count=self.count,
        )


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def of(self, scope: Scope) -> Self:
        """Only recipients of the instances in scope; begins every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Recipient(models.Model):
    """An address that a rule or a gateway tells; one that is no user's confirms first.

    `email` is in lower case. The hash of the link's secret stays after the address has
    confirmed, so that who follows the link again learns that all is well.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    rule = models.ForeignKey(
        AlarmRule, null=True, on_delete=models.CASCADE, related_name="recipients"
    )
    gateway = models.ForeignKey(
        Gateway, null=True, on_delete=models.CASCADE, related_name="recipients"
    )
    email = models.EmailField()
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    language = models.CharField(max_length=2)
    token_hash = models.BinaryField(null=True, max_length=32, unique=True)
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        db_table = "alarm_recipient"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "email"], name="alarm_recipient_is_named_once_per_rule"
            ),
            models.UniqueConstraint(
                fields=["gateway", "email"],
                name="alarm_recipient_is_named_once_per_gateway",
            ),
            models.CheckConstraint(
                condition=Q(rule=None) ^ Q(gateway=None),
                name="alarm_recipient_is_told_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("alarm_recipient", str(self.id), self.email)

    def state(self, at: datetime) -> RecipientState:
        """Say whether this address is told of alarms, and if not, what it waits for."""
        return recipient_state(
            confirmed_at=self.confirmed_at, asked_at=self.asked_at, at=at
        )


class WatchQuerySet(models.QuerySet["Watch"]):
    def of(self, scope: Scope) -> Self:
        """Only watches of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Watch(models.Model):
    """Where a rule stands with a device while its limit is exceeded.

    Exists only while readings in a row exceed it without having raised an alarm yet.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False)
    rule = models.ForeignKey(AlarmRule, on_delete=models.CASCADE)
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    exceeded_since = models.DateTimeField()
    exceeded_count = models.IntegerField()

    objects = WatchQuerySet.as_manager()

    class Meta:
        db_table = "alarm_watch"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "device"], name="alarm_watch_is_one_per_rule_and_device"
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.rule_id} on device {self.device_id}"


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def of(self, scope: Scope) -> Self:
        """Only alarms of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Alarm(models.Model):
    """A limit that was exceeded; open until the value recovers.

    Belongs to the device's instance and keeps the rule's wording of that time.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    rule = models.ForeignKey(AlarmRule, null=True, on_delete=models.SET_NULL)
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    type = models.CharField(max_length=10)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    severity = models.CharField(max_length=10)
    value = models.FloatField()
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    cleared_value = models.FloatField(null=True)
    cleared_reason = models.CharField(max_length=20, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    note = models.CharField(max_length=500, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        db_table = "alarm"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "device"],
                condition=Q(cleared_at=None),
                name="alarm_is_open_once_per_rule_and_device",
            ),
        ]
        indexes = [
            # Serves the alarm list from the newest on.
            models.Index(fields=["tenant", "-raised_at"], name="alarm_by_time"),
            # Serves the count of open alarms on every page.
            models.Index(
                fields=["tenant"], name="alarm_open", condition=Q(cleared_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name
