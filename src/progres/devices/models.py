"""End devices and what is known about their kinds."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from progres.accounts.models import User
from progres.assets.models import Asset
from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.devices.plan_models import PlanPlace, PlanPlaceQuerySet
from progres.devices.silence import Limits
from progres.devices.type_models import DeviceType, DeviceTypeQuerySet
from progres.files.models import StoredFile
from progres.tenants.models import Tenant

__all__ = [
    "Device",
    "DeviceKey",
    "DeviceKeyQuerySet",
    "DevicePlace",
    "DevicePlaceQuerySet",
    "DeviceQuerySet",
    "DeviceType",
    "DeviceTypeQuerySet",
    "DeviceWord",
    "DeviceWordQuerySet",
    "PlanPlace",
    "PlanPlaceQuerySet",
    "SensorExchange",
    "SensorExchangeQuerySet",
]


class DeviceQuerySet(models.QuerySet["Device"]):
    def of(self, scope: Scope) -> Self:
        """Devices of the instances in scope that are not deleted; begins every chain."""
        devices = self.filter(tenant_id__in=scope.tenant_ids, deleted_at=None)
        if scope.asset_ids is not None:
            devices = devices.filter(asset_id__in=scope.asset_ids)
        return devices

    def deleted_of(self, scope: Scope) -> Self:
        """Devices of the instances in scope that are deleted and not erased yet."""
        devices = self.filter(tenant_id__in=scope.tenant_ids)
        devices = devices.exclude(deleted_at=None)
        if scope.asset_ids is not None:
            devices = devices.filter(asset_id__in=scope.asset_ids)
        return devices


class Device(models.Model):
    """One end device, owned by exactly one instance."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    # None only where device and type are deleted, and `of` finds no such device.
    device_type: "models.ForeignKey[DeviceType, DeviceType]" = models.ForeignKey(  # type: ignore[misc] # see above
        DeviceType, null=True, on_delete=models.PROTECT
    )
    # Of the same instance or one above.
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL)
    asset_since = models.DateTimeField(null=True)
    dev_eui = models.CharField(max_length=16)
    join_eui = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=100)
    # kit.words.sort_key of the name: there is no ICU in the embedded server.
    sort_key = models.CharField(max_length=200, editable=False, db_collation="C")
    status = models.CharField(max_length=20, default="registered")
    serial_number = models.CharField(max_length=60, blank=True)
    meter_number = models.CharField(max_length=60, blank=True)
    measuring_location = models.CharField(max_length=60, blank=True)
    site = models.CharField(max_length=120, blank=True)
    installation_place = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    notes = models.TextField(blank=True, max_length=5000)
    tags = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    # What people want to know besides: texts by their names.
    attributes = models.JSONField(default=dict, db_default={})
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    # Instances that it was moved from; what it measured there is still theirs.
    former_tenant_ids = ArrayField(models.IntegerField(), default=list, db_default=[])

    objects = DeviceQuerySet.as_manager()

    class Meta:
        db_table = "device"
        constraints = [
            models.CheckConstraint(
                condition=Q(dev_eui__regex=r"^[0-9a-f]{16}$"),
                name="device_dev_eui_is_16_hex_digits",
            ),
            models.CheckConstraint(
                condition=Q(join_eui="") | Q(join_eui__regex=r"^[0-9a-f]{16}$"),
                name="device_join_eui_is_16_hex_digits",
            ),
            models.CheckConstraint(
                condition=Q(device_type__isnull=False) | Q(deleted_at__isnull=False),
                name="device_has_a_type_until_it_is_deleted",
            ),
            models.UniqueConstraint(
                fields=["tenant", "dev_eui"],
                condition=Q(deleted_at=None),
                name="device_dev_eui_is_used_once_per_instance",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="device_lies_on_earth",
            ),
        ]
        indexes = [
            # Serves the device list in the order of names.
            models.Index(fields=["sort_key", "id"], name="device_by_name"),
            # Serves counts of all devices in reach, also of those of some assets.
            models.Index(
                fields=["tenant"],
                include=["asset"],
                condition=Q(deleted_at=None),
                name="device_by_instance_and_asset",
            ),
            # Serves the list of deleted devices, and the job that erases them.
            models.Index(
                fields=["-deleted_at", "-id"],
                condition=~Q(deleted_at=None),
                name="device_by_deletion",
            ),
            # Serves maps of a part of the earth.
            models.Index(
                fields=["tenant", "latitude", "longitude"],
                condition=Q(deleted_at=None, latitude__isnull=False),
                name="device_by_place",
            ),
            # Serves the front door, which looks devices up across instances.
            models.Index(fields=["dev_eui"], name="device_by_dev_eui"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("device", str(self.id), self.name)

    def limits(self, *, at: datetime) -> Limits:
        """Say since when it must have been heard at `at`, in its instance's time."""
        time_zone = self.tenant.time_zone
        return self.device_type.limits(time_zone=time_zone, at=at)


class DeviceWordQuerySet(models.QuerySet["DeviceWord"]):
    def of(self, scope: Scope) -> Self:
        """Only words of devices of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class DeviceWord(models.Model):
    """A word by whose beginning a device is found, or a whole tag behind a '#'.

    Under row-level security only leakproof operators use an index: ranges of words
    do, LIKE and full text do not.
    """

    pk = models.CompositePrimaryKey("word", "tenant_id", "device_id")
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False)
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    word = models.CharField(max_length=120, db_collation="C")

    objects = DeviceWordQuerySet.as_manager()

    class Meta:
        db_table = "device_word"

    def __str__(self) -> str:
        return self.word


class DeviceKeyQuerySet(models.QuerySet["DeviceKey"]):
    def of(self, scope: Scope) -> Self:
        """Only keys of devices of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class DeviceKey(models.Model):
    """A root key of a device (app_key, nwk_key), sealed with the master key."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    name = models.CharField(max_length=20)
    sealed = models.BinaryField(max_length=200)

    objects = DeviceKeyQuerySet.as_manager()

    class Meta:
        db_table = "device_key"
        constraints = [
            models.UniqueConstraint(
                fields=["device", "name"], name="device_key_is_kept_once_per_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of device {self.device_id}"

    @property
    def context(self) -> str:
        """What the sealed key is bound to, so that it opens in no other row."""
        return f"device {self.device_id} {self.name}"


class SensorExchangeQuerySet(models.QuerySet["SensorExchange"]):
    def of(self, scope: Scope) -> Self:
        """Only exchanges at devices of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class SensorExchange(models.Model):
    """A device became another sensor; EUIs and serial number are the former ones."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    moment = models.DateTimeField()
    noted_at = models.DateTimeField()
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    dev_eui = models.CharField(max_length=16)
    join_eui = models.CharField(max_length=16, blank=True)
    serial_number = models.CharField(max_length=60, blank=True)
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL)

    objects = SensorExchangeQuerySet.as_manager()

    class Meta:
        db_table = "sensor_exchange"

    def __str__(self) -> str:
        return f"{self.dev_eui} of device {self.device_id}"


class DevicePlaceQuerySet(models.QuerySet["DevicePlace"]):
    def of(self, scope: Scope) -> Self:
        """Only places of devices of the instances in scope, at assets in scope."""
        places = self.filter(tenant_id__in=scope.tenant_ids)
        if scope.asset_ids is not None:
            places = places.filter(asset_id__in=scope.asset_ids)
        return places


class DevicePlace(models.Model):
    """A time in which a device hung in an asset; the present one has no end.

    Kept by triggers for every change of `Device.asset`, with the names of both, since a
    device that hangs elsewhere by now, or no more, may be out of the reader's reach.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)
    device = models.ForeignKey(Device, on_delete=models.DO_NOTHING)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.DO_NOTHING)
    device_name = models.CharField(max_length=100)
    asset_name = models.CharField(max_length=100)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = DevicePlaceQuerySet.as_manager()

    class Meta:
        db_table = "device_place"
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(until=None),
                name="device_place_is_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_name}: {self.asset_name}"
