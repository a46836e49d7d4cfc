from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from progres.accounts.membership import Membership
from progres.assets.reach import asset_for
from progres.audit.actions import record, record_about
from progres.database.words import indexed_words
from progres.devices.checks import (
    BadDevice,
    DevEuiInUse,
    DeviceFields,
    TypeOutOfReach,
    checked_device,
    checked_key,
    type_reaches,
)
from progres.devices.models import Device, DeviceKey, DeviceType, DeviceWord
from progres.devices.room import check_room
from progres.tenants.models import Tenant


@transaction.atomic
def register_device(
    fields: DeviceFields,
    *,
    tenant: Tenant,
    device_type: DeviceType,
    keys: Mapping[str, str] | None = None,
    by: Membership,
    at: datetime,
) -> Device:
    """Register a device; uplinks that waited for its DevEUI are decoded then.

    `keys` are root keys by name (app_key, nwk_key), 32 hex digits, stored sealed.
    Raises BadDevice for a bad EUI, key, name or place, a DevEUI in use, or a type that
    people of the instance do not see, and NoRoomForDevices beyond a quota.
    """
    _check_type(device_type, tenant)
    check_room(tenant, adding=1)
    asset_for(fields.asset_id, tenant, scope=by.scope)
    device = Device(
        tenant=tenant, device_type=device_type, created_at=at, **checked_device(fields)
    )
    _save(device)
    _index_words([device])
    _keep_keys(device, keys or {})
    record_about("device.created", device, by=by.actor, at=at)
    return device


@transaction.atomic
def register_many(
    fields: Iterable[DeviceFields],
    *,
    tenant: Tenant,
    device_type: DeviceType,
    by: Membership,
    at: datetime,
) -> list[Device]:
    """Register devices of one type in one instance, all or none, in few statements.

    Raises BadDevice as `register_device` does.
    """
    fields = list(fields)
    _check_type(device_type, tenant)
    for asset_id in {item.asset_id for item in fields}:
        asset_for(asset_id, tenant, scope=by.scope)
    devices = [
        Device(
            tenant=tenant,
            device_type=device_type,
            created_at=at,
            **checked_device(item),
        )
        for item in fields
    ]
    check_room(tenant, adding=len(devices))
    try:
        with transaction.atomic():
            Device.objects.bulk_create(devices, batch_size=1000)  # tenancy: of `tenant`
    except IntegrityError:
        raise BadDevice(
            "One of these %(count)s DevEUIs is already registered in '%(tenant)s'.",
            count=len(devices),
            tenant=tenant.name,
        ) from None
    _index_words(devices)
    record(
        "devices.created",
        tenant_id=tenant.id,
        target=device_type.target,
        by=by.actor,
        at=at,
        details={"count": len(devices)},
    )
    return devices


@transaction.atomic
def change_device(
    device_id: int,
    fields: DeviceFields,
    *,
    device_type: DeviceType | None = None,
    keys: Mapping[str, str] | None = None,
    by: Membership,
    at: datetime,
) -> Device:
    """Change what is said of a device; root keys that are not given stay.

    Raises Device.DoesNotExist if it is not in the member's reach, BadDevice as
    `register_device` does.
    """
    devices = Device.objects.of(by.scope).select_related(
        "tenant", "device_type", "asset"
    )
    device = devices.select_for_update(of=("self",)).get(id=device_id)
    wanted = checked_device(fields)
    before = {name: getattr(device, name) for name in wanted}
    changes = {
        name: [before[name], value]
        for name, value in wanted.items()
        if before[name] != value and name != "sort_key"
    }
    if "asset_id" in changes:
        asset = asset_for(fields.asset_id, device.tenant, scope=by.scope)
        former = device.asset
        changes["asset"] = [former and former.name, asset and asset.name]
        del changes["asset_id"]
    for name, value in wanted.items():
        setattr(device, name, value)
    if device_type is not None and device_type.id != device.device_type_id:
        _check_type(device_type, device.tenant)
        changes["device_type"] = [str(device.device_type), str(device_type)]
        device.device_type = device_type
    details: dict[str, object] = dict(changes)
    if keys:
        details["new_keys"] = ", ".join(sorted(keys))
    if not details:
        return device
    _save(device)
    DeviceWord.objects.of(by.scope).filter(device=device).delete()
    _index_words([device])
    _keep_keys(device, keys or {})
    record_about("device.changed", device, by=by.actor, at=at, details=details)
    return device


@transaction.atomic
def delete_device(device_id: int, *, by: Membership, at: datetime) -> None:
    """Take a device out of sight; its DevEUI is free again.

    Its data stay for seven days, then a job removes them. Raises Device.DoesNotExist
    if it is not in the member's reach.
    """
    device = Device.objects.of(by.scope).select_for_update().get(id=device_id)
    device.deleted_at = at
    device.save(update_fields=["deleted_at"])
    DeviceWord.objects.of(by.scope).filter(device=device).delete()
    record_about("device.deleted", device, by=by.actor, at=at)


def _check_type(device_type: DeviceType, tenant: Tenant) -> None:
    """Refuse a type that would make the device invisible to its own instance."""
    if not type_reaches(device_type, tenant):
        raise TypeOutOfReach(
            "'%(device_type)s' is a type of another instance and not shared with "
            "'%(tenant)s'; choose a type of its own or a shared one from above.",
            device_type=str(device_type),
            tenant=tenant.name,
        )


def _save(device: Device) -> None:
    try:
        with transaction.atomic():
            device.save()
    except IntegrityError:
        raise DevEuiInUse(
            "The DevEUI %(dev_eui)s is already registered in '%(tenant)s'; change "
            "that device or choose another DevEUI.",
            dev_eui=device.dev_eui,
            tenant=device.tenant.name,
        ) from None


def _index_words(devices: Sequence[Device]) -> None:
    words = [
        DeviceWord(tenant_id=device.tenant_id, device_id=device.id, word=word)
        for device in devices
        for word in indexed_words(
            device.name,
            device.dev_eui,
            device.serial_number,
            device.meter_number,
            device.measuring_location,
            device.site,
            device.installation_place,
        )
    ]
    DeviceWord.objects.bulk_create(  # tenancy: words of these devices
        words, batch_size=5000
    )


def _keep_keys(device: Device, keys: Mapping[str, str]) -> None:
    for name, value in keys.items():
        sealed = settings.MASTER_KEYS.seal(
            checked_key(name, value),
            context=DeviceKey(device=device, name=name).context,
        )
        DeviceKey.objects.update_or_create(  # tenancy: a key of this device
            device=device,
            name=name,
            defaults={"tenant_id": device.tenant_id, "sealed": sealed},
        )
