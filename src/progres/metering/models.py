"""Measuring points, and the meters that measure there one after the other."""

from datetime import date, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from progres.accounts.models import User
from progres.assets.models import Asset
from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.devices.models import Device
from progres.metering.rules import Span
from progres.tenants.models import Tenant


class MeasuringPointQuerySet(models.QuerySet["MeasuringPoint"]):
    def of(self, scope: Scope) -> Self:
        """Only points of the instances in scope; the first call of every chain."""
        points = self.filter(tenant_id__in=scope.tenant_ids)
        if scope.asset_ids is not None:
            points = points.filter(asset_id__in=scope.asset_ids)
        return points


class MeasuringPoint(models.Model):
    """Where something is measured for as long as the supply exists, by any meter."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    # Of the same instance or one above.
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=100)
    # kit.words.sort_key of the name: there is no ICU in the embedded server.
    sort_key = models.CharField(max_length=200, editable=False, db_collation="C")
    medium = models.CharField(max_length=20)
    unit = models.CharField(max_length=12, blank=True)  # of all its registers
    number = models.CharField(max_length=60, blank=True)
    market_location = models.CharField(max_length=11, blank=True)
    metering_location = models.CharField(max_length=33, blank=True)
    obis = models.CharField(max_length=30, blank=True)
    transformer_factor = models.FloatField(null=True)
    calorific_value = models.FloatField(null=True)  # kWh/m³
    correction_factor = models.FloatField(null=True)
    notes = models.TextField(blank=True, max_length=5000)
    created_at = models.DateTimeField()

    objects = MeasuringPointQuerySet.as_manager()

    class Meta:
        db_table = "measuring_point"
        constraints = [
            models.CheckConstraint(
                condition=Q(market_location="")
                | Q(market_location__regex=r"^[1-9][0-9]{10}$"),
                name="measuring_point_market_location_has_11_digits",
            ),
            models.CheckConstraint(
                condition=Q(metering_location="")
                | Q(metering_location__regex=r"^[A-Z]{2}[0-9]{11}[0-9A-Z]{20}$"),
                name="measuring_point_metering_location_has_33_characters",
            ),
            models.CheckConstraint(
                condition=(Q(transformer_factor=None) | Q(transformer_factor__gt=0))
                & (Q(calorific_value=None) | Q(calorific_value__gt=0))
                & (Q(correction_factor=None) | Q(correction_factor__gt=0)),
                name="measuring_point_factors_are_above_zero",
            ),
        ]
        indexes = [
            # Serves the list of measuring points in the order of names.
            models.Index(fields=["sort_key", "id"], name="measuring_point_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("measuring_point", str(self.id), self.name)

    @property
    def factor(self) -> float:
        """What a register's difference is multiplied by to be the consumption."""
        return self.transformer_factor or 1.0


class MeterQuerySet(models.QuerySet["Meter"]):
    def of(self, scope: Scope) -> Self:
        """Only meters of measuring points in scope."""
        meters = self.filter(tenant_id__in=scope.tenant_ids)
        if scope.asset_ids is not None:
            meters = meters.filter(measuring_point__asset_id__in=scope.asset_ids)
        return meters


class Meter(models.Model):
    """A meter, and the device that reads it, for a time at a measuring point.

    `removed_at` and `last_reading` are None while it is there. What the device sends
    under `key` from `installed_at` until before `removed_at` is its register.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    measuring_point = models.ForeignKey(MeasuringPoint, on_delete=models.CASCADE)
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL)
    key = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=60)
    installed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    first_reading = models.FloatField()
    last_reading = models.FloatField(null=True)
    calibrated_in = models.IntegerField(null=True)  # years
    calibrated_until = models.IntegerField(null=True)
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)

    objects = MeterQuerySet.as_manager()

    class Meta:
        db_table = "meter"
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, last_reading=None)
                | Q(removed_at__gt=F("installed_at"), last_reading__isnull=False),
                name="meter_goes_with_its_last_reading",
            ),
        ]
        indexes = [
            # Serves the list of calibrations that are due.
            models.Index(
                fields=["calibrated_until", "id"],
                condition=Q(removed_at=None),
                name="meter_by_end_of_calibration",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def span(self) -> Span:
        """What of the meter decides how the series goes on."""
        return Span(
            since=self.installed_at,
            until=self.removed_at,
            first=self.first_reading,
            last=self.last_reading,
        )


class MeasuringPointWordQuerySet(models.QuerySet["MeasuringPointWord"]):
    def of(self, scope: Scope) -> Self:
        """Only words of measuring points of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class MeasuringPointWord(models.Model):
    """A word by whose beginning a measuring point is found, as devices are."""

    pk = models.CompositePrimaryKey("word", "tenant_id", "measuring_point_id")
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False)
    measuring_point = models.ForeignKey(MeasuringPoint, on_delete=models.CASCADE)
    word = models.CharField(max_length=120, db_collation="C")

    objects = MeasuringPointWordQuerySet.as_manager()

    class Meta:
        db_table = "measuring_point_word"

    def __str__(self) -> str:
        return self.word


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def of(self, scope: Scope) -> Self:
        """Only occupancies of the instances in scope, and none in a narrowed one."""
        found = self.filter(tenant_id__in=scope.tenant_ids)
        return found if scope.asset_ids is None else found.none()


class Occupancy(models.Model):
    """A person or a pseudonym who consumes at a measuring point for a time (MET-7).

    From `since` until before `until`, None while it lasts; never two at once. What the
    person may see, get or have erased ends at these moments. `user` is the person's own
    account, if there is one.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    measuring_point = models.ForeignKey(MeasuringPoint, on_delete=models.CASCADE)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=200)
    # kit.words.sort_key of the name: there is no ICU in the embedded server.
    sort_key = models.CharField(max_length=400, editable=False, db_collation="C")
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=60, blank=True)  # the customer's number
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        db_table = "occupancy"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="occupancy_ends_after_it_begins",
            ),
        ]
        indexes = [
            # Serves the list of occupancies in the order of names.
            models.Index(fields=["sort_key", "id"], name="occupancy_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("occupancy", str(self.id), self.name)

    @property
    def first_day(self) -> date:
        """The day of the instance on which it begins."""
        return self.since.astimezone(ZoneInfo(self.tenant.time_zone)).date()

    @property
    def last_day(self) -> date | None:
        """The last day of the instance that is part of it, None while it lasts."""
        if self.until is None:
            return None
        last = self.until - timedelta(microseconds=1)
        return last.astimezone(ZoneInfo(self.tenant.time_zone)).date()


class HeatReleaseQuerySet(models.QuerySet["HeatRelease"]):
    def of(self, scope: Scope) -> Self:
        """Only those of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class HeatRelease(models.Model):
    """That an instance shows heat data outside their purpose, too, and why."""

    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, primary_key=True)
    reason = models.CharField(max_length=500)
    released_at = models.DateTimeField()

    objects = HeatReleaseQuerySet.as_manager()

    class Meta:
        db_table = "heat_release"

    def __str__(self) -> str:
        return self.reason


class OccupancyWordQuerySet(models.QuerySet["OccupancyWord"]):
    def of(self, scope: Scope) -> Self:
        """Only words of occupancies of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class OccupancyWord(models.Model):
    """A word by whose beginning an occupancy is found: of name, address, number."""

    pk = models.CompositePrimaryKey("word", "tenant_id", "occupancy_id")
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False)
    occupancy = models.ForeignKey(Occupancy, on_delete=models.CASCADE)
    word = models.CharField(max_length=120, db_collation="C")

    objects = OccupancyWordQuerySet.as_manager()

    class Meta:
        db_table = "occupancy_word"

    def __str__(self) -> str:
        return self.word
