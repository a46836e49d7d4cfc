"""Gateways: their names and places, how they are, and how they were."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from progres.assets.models import Asset
from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.gateways.rules import (
    ALARM_DELAY,
    GatewayState,
    Standing,
    Watching,
    interval_of,
)
from progres.tenants.models import Tenant


class GatewayQuerySet(models.QuerySet["Gateway"]):
    def of(self, scope: Scope) -> Self:
        """Gateways of the instances in scope, and shared ones of instances above."""
        return self.filter(
            Q(tenant_id__in=scope.tenant_ids)
            | Q(tenant_id__in=scope.ancestor_ids, shared=True)
        )


class Gateway(models.Model):
    """One gateway; `gateway_id` is what network servers call it, usually its EUI.

    `interval` is how often it should be heard; None: by what it sends. `delay` is how
    long it may be late until people are told.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    shared = models.BooleanField(default=True)
    gateway_id = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    model = models.CharField(max_length=100, default="")
    antenna = models.CharField(max_length=100, default="")
    site = models.CharField(max_length=100, default="")
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    sim_number = models.CharField(max_length=40, default="")
    contacts = models.CharField(max_length=300, default="")
    monitored = models.BooleanField(default=True)
    interval = models.DurationField(null=True)
    delay = models.DurationField(default=ALARM_DELAY)
    created_at = models.DateTimeField()

    objects = GatewayQuerySet.as_manager()

    class Meta:
        db_table = "gateway"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "gateway_id"],
                name="gateway_is_registered_once_per_instance",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="gateway_lies_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(delay__gte=timedelta(0))
                & (Q(interval=None) | Q(interval__gt=timedelta(0))),
                name="gateway_is_watched_in_good_time",
            ),
        ]
        indexes = [
            # Serves the front door, which knows gateways by what servers call them.
            models.Index(fields=["gateway_id"], name="gateway_by_id"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("gateway", str(self.id), self.name)

    def watching(self, *, status_at: datetime | None, at: datetime) -> Watching:
        """Say how it is watched at `at`."""
        interval = interval_of(self.interval, status_at=status_at, at=at)
        return Watching(interval=interval, delay=self.delay, monitored=self.monitored)


class HealthQuerySet(models.QuerySet["Health"]):
    def of(self, scope: Scope) -> Self:
        """Of gateways of the instances in scope, and shared ones of instances above."""
        return self.filter(gateway__in=Gateway.objects.of(scope))


class Health(models.Model):
    """How a gateway is.

    The front door writes when it was heard last, when a status of it came last, the
    gateway's own time of its last report and its use of sub-bands as `UsedBand`; the
    worker writes what follows from that.
    """

    gateway = models.OneToOneField(
        Gateway, primary_key=True, on_delete=models.DO_NOTHING, related_name="health"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    heard_at = models.DateTimeField(null=True)
    status_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    bands = models.JSONField(null=True)
    state = models.CharField(max_length=10, default=GatewayState.NEVER_SEEN)
    since = models.DateTimeField()
    checks = models.SmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = HealthQuerySet.as_manager()

    class Meta:
        db_table = "gateway_health"

    def __str__(self) -> str:
        return f"gateway {self.gateway_id}: {self.state}"

    @property
    def last_sign(self) -> datetime | None:
        """When it gave the last sign of life, by whatever road."""
        return max(filter(None, (self.heard_at, self.status_at)), default=None)

    @property
    def standing(self) -> Standing:
        """What the checks so far led to."""
        return Standing(
            state=GatewayState(self.state),
            since=self.since,
            checks=self.checks,
            seen_at=self.seen_at,
            told_at=self.told_at,
            reminded_at=self.reminded_at,
        )


class PeriodQuerySet(models.QuerySet["Period"]):
    def of(self, scope: Scope) -> Self:
        """Of gateways of the instances in scope, and shared ones of instances above."""
        return self.filter(gateway__in=Gateway.objects.of(scope))


class Period(models.Model):
    """A time in which a gateway was in one state; the last one has no end."""

    gateway = models.ForeignKey(
        Gateway, on_delete=models.DO_NOTHING, related_name="periods"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)
    state = models.CharField(max_length=10)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        db_table = "gateway_period"
        constraints = [
            models.UniqueConstraint(
                fields=["gateway"],
                condition=Q(ended_at=None),
                name="gateway_is_in_one_state",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_at"], name="gateway_period_by_end"),
        ]

    def __str__(self) -> str:
        return f"gateway {self.gateway_id}: {self.state} from {self.began_at}"


class UnregisteredQuerySet(models.QuerySet["Unregistered"]):
    def of(self, scope: Scope) -> Self:
        """Heard by connections of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Unregistered(models.Model):
    """A gateway that connections of an instance tell of, and that none of it knows.

    The front door writes it, to the minute; a row of a gateway that was registered
    since stays until it is old, and is not shown.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)
    gateway_id = models.CharField(max_length=64)
    first_heard_at = models.DateTimeField()
    heard_at = models.DateTimeField()

    objects = UnregisteredQuerySet.as_manager()

    class Meta:
        db_table = "unregistered_gateway"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "gateway_id"],
                name="gateway_is_unregistered_once_per_instance",
            ),
        ]

    def __str__(self) -> str:
        return self.gateway_id
