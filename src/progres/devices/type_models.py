"""What is known about kinds of devices."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.devices.silence import Limits, SendPlan, limits_of
from progres.tenants.models import Tenant


class DeviceTypeQuerySet(models.QuerySet["DeviceType"]):
    def of(self, scope: Scope) -> Self:
        """Types of the instances in scope, and shared ones of instances above."""
        return self.filter(
            Q(tenant_id__in=scope.tenant_ids)
            | Q(tenant_id__in=scope.ancestor_ids, shared=True)
        )


class DeviceType(models.Model):
    """A model of device: its codec and the values it sends.

    `value_specs` is a list of {key, label_de, label_en, unit, kind}, in the order in
    which pages show them; kinds are in `rules.ValueKind`. `send_plan` is what
    `silence.SendPlan` reads, None where devices send at any time.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    shared = models.BooleanField(default=True)
    manufacturer = models.CharField(max_length=100)
    model = models.CharField(max_length=100)
    codec_source = models.TextField(blank=True)
    value_specs = models.JSONField(default=list)
    expected_interval = models.DurationField(default=timedelta(hours=1))
    send_plan = models.JSONField(null=True)
    lorawan_version = models.CharField(max_length=10, blank=True, db_default="")
    lorawan_class = models.CharField(max_length=1, default="A", db_default="A")
    # Of vendor and device, as the QR codes of devices name it (lorawan.tr005).
    profile_id = models.CharField(max_length=8, blank=True, db_default="")
    created_at = models.DateTimeField()

    objects = DeviceTypeQuerySet.as_manager()

    class Meta:
        db_table = "device_type"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "manufacturer", "model"],
                name="device_type_is_described_once_per_instance",
            ),
            models.CheckConstraint(
                condition=Q(expected_interval__gt=timedelta(0))
                & Q(expected_interval__lte=timedelta(days=31)),
                name="device_type_reports_at_least_monthly",
            ),
            models.CheckConstraint(
                condition=Q(lorawan_class__in=["A", "B", "C"]),
                name="device_type_is_of_a_class_of_lorawan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manufacturer} {self.model}"

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("device_type", str(self.id), str(self))

    def limits(self, *, time_zone: str, at: datetime) -> Limits:
        """Say since when its devices in a time zone must have been heard at `at`."""
        plan = SendPlan.read(self.send_plan) if self.send_plan else None
        return limits_of(self.expected_interval, plan, time_zone=time_zone, at=at)
