"""Writing of device types."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, models, transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.devices.checks import (
    DeviceTypeExists,
    DeviceTypeFields,
    DeviceTypeUsedBelow,
    checked_type,
)
from progres.devices.models import Device, DeviceType
from progres.kit.refusal import Refusal
from progres.tenants.models import Tenant


class DeviceTypeInUse(Refusal):
    """A device type still has devices."""


@transaction.atomic
def create_device_type(
    fields: DeviceTypeFields, *, tenant: Tenant, by: Membership, at: datetime
) -> DeviceType:
    """Describe a new type of device. Raises BadDeviceType."""
    device_type = DeviceType(tenant=tenant, created_at=at, **checked_type(fields))
    _save_type(device_type)
    record_about("device_type.created", device_type, by=by.actor, at=at)
    return device_type


@transaction.atomic
def change_device_type(
    device_type_id: int, fields: DeviceTypeFields, *, by: Membership, at: datetime
) -> DeviceType:
    """Change a type; its next uplinks are decoded by the new codec.

    Raises DeviceType.DoesNotExist if it is not of an instance in reach (a shared one
    of an instance above can be used, not changed), and BadDeviceType.
    """
    own = DeviceType.objects.of(replace(by.scope, ancestor_ids=frozenset()))
    device_type = own.select_for_update().get(id=device_type_id)
    wanted = checked_type(fields)
    if not fields.shared:
        _check_unused_below(device_type, by=by)
    changes = {
        name: [_plain(getattr(device_type, name)), _plain(value)]
        for name, value in wanted.items()
        if getattr(device_type, name) != value
    }
    if not changes:
        return device_type
    for name, value in wanted.items():
        setattr(device_type, name, value)
    _save_type(device_type)
    record_about(
        "device_type.changed", device_type, by=by.actor, at=at, details=changes
    )
    return device_type


@transaction.atomic
def delete_device_type(device_type_id: int, *, by: Membership, at: datetime) -> None:
    """Remove a type that no device uses; deleted devices are purged without it.

    Raises DeviceType.DoesNotExist as `change_device_type` does, and DeviceTypeInUse.
    """
    own = DeviceType.objects.of(replace(by.scope, ancestor_ids=frozenset()))
    device_type = own.select_for_update().get(id=device_type_id)
    try:
        with transaction.atomic():
            _part_from_deleted_devices(device_type, by=by)
            device_type.delete()
    except (models.ProtectedError, IntegrityError):
        raise DeviceTypeInUse(
            "'%(device_type)s' still has devices; give them another type first.",
            device_type=str(device_type),
        ) from None
    record_about("device_type.deleted", device_type, by=by.actor, at=at)


def _part_from_deleted_devices(device_type: DeviceType, *, by: Membership) -> None:
    """Let no device stand in the way that nobody sees any more."""
    devices = Device.objects.filter(  # tenancy: deleted ones, which `of` leaves out
        tenant_id__in=by.scope.tenant_ids, device_type=device_type
    )
    devices.exclude(deleted_at=None).update(device_type=None)


def _check_unused_below(device_type: DeviceType, *, by: Membership) -> None:
    """Refuse to hide a type from instances whose devices are of it."""
    devices = Device.objects.of(by.scope).filter(device_type=device_type)
    if devices.exclude(tenant_id=device_type.tenant_id).exists():
        raise DeviceTypeUsedBelow(
            "'%(device_type)s' is the type of devices in instances below; it must stay "
            "shared until they have another type.",
            device_type=str(device_type),
        )


def _save_type(device_type: DeviceType) -> None:
    try:
        with transaction.atomic():
            device_type.save()
    except IntegrityError:
        raise DeviceTypeExists(
            "There is already a device type '%(device_type)s' in '%(tenant)s'; change "
            "that one or choose another model.",
            device_type=str(device_type),
            tenant=device_type.tenant.name,
        ) from None


def _plain(value: object) -> object:
    return value.total_seconds() if isinstance(value, timedelta) else value
