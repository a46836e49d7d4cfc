"""Taking devices out of sight, and bringing them back within seven days.

What is not brought back a job erases, with its readings (privacy.retention).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record_about, record_many
from progres.database.progress import Progress, silent
from progres.devices.checks import BadDevice, DevEuiInUse, check_type
from progres.devices.models import Device, DeviceType
from progres.devices.queries import search_deleted
from progres.devices.room import check_room
from progres.devices.saving import save
from progres.devices.selection import Plan, Steps, devices_to_change
from progres.devices.words import forget_words, index_words


class TypeIsGone(BadDevice):
    """The type of a deleted device was deleted; it comes back only with another one."""


@transaction.atomic
def delete_devices(
    ids: Iterable[int],
    *,
    by: Membership,
    at: datetime,
    progress: Progress = silent,
) -> Plan:
    """Take devices out of sight, all or none; their DevEUIs are free again.

    Raises TooManyDevices.
    """
    plan = Plan()
    for device in devices_to_change(by.scope, ids):
        plan.add(device, {})
    steps = Steps(progress=progress, total=len(plan.touched))
    for part in steps.parts(plan.details):
        gone = [device.id for device, _ in part]
        forget_words(by.scope, gone)
        devices = Device.objects.of(by.scope).filter(id__in=gone)
        devices.update(deleted_at=at, deleted_by=by.user)
        record_many("device.deleted", part, by=by.actor, at=at)
    return plan


def delete_device(device_id: int, *, by: Membership, at: datetime) -> None:
    """Take a device out of sight; raise Device.DoesNotExist if it is not in reach."""
    if not delete_devices([device_id], by=by, at=at).touched:
        raise Device.DoesNotExist


@transaction.atomic
def restore_device(
    device_id: int,
    *,
    device_type: DeviceType | None = None,
    by: Membership,
    at: datetime,
) -> Device:
    """Bring a deleted device back as it was, with its readings.

    `device_type` is asked for alone where its own was deleted. Raises
    Device.DoesNotExist for what is not in reach, is not deleted or was erased,
    DevEuiInUse if another device bears its DevEUI, TypeIsGone, TypeOutOfReach and
    NoRoomForDevices.
    """
    deleted = search_deleted(by.scope).select_for_update(of=("self",))
    device = deleted.get(id=device_id)
    if device.device_type_id is None:
        if device_type is None:
            raise TypeIsGone(
                "The device type of '%(device)s' was deleted; choose another one for "
                "it.",
                device=device.name,
            )
        check_type(device_type, device.tenant)
        device.device_type = device_type
    check_room(device.tenant, adding=1)
    _check_eui(device, by=by)
    device.deleted_at = device.deleted_by = None
    save(device)
    index_words([device])
    record_about("device.restored", device, by=by.actor, at=at)
    return device


def _check_eui(device: Device, *, by: Membership) -> None:
    """Name the device that bears the DevEUI, where one may see it; the table knows."""
    others = Device.objects.of(by.scope).filter(tenant_id=device.tenant_id)
    other = others.filter(dev_eui=device.dev_eui).first()
    if other is not None:
        raise DevEuiInUse(
            "'%(other)s' bears the DevEUI %(dev_eui)s by now; exchange the sensor of "
            "that device or delete it before you restore '%(device)s'.",
            other=other.name,
            dev_eui=device.dev_eui.upper(),
            device=device.name,
        )
