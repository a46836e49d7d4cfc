from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.assets.reach import asset_for
from progres.audit.actions import record, record_about
from progres.devices.checks import DeviceFields, check_type, checked_device
from progres.devices.descriptions import plain
from progres.devices.many import NewDevice, add_devices
from progres.devices.models import Device, DeviceType
from progres.devices.room import check_room
from progres.devices.saving import keep_keys, save
from progres.devices.words import change_words, index_words, words_of
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
    check_type(device_type, tenant)
    check_room(tenant, adding=1)
    asset_for(fields.asset_id, tenant, scope=by.scope)
    device = Device(
        tenant=tenant,
        device_type=device_type,
        asset_since=at,
        created_at=at,
        **checked_device(fields),
    )
    save(device)
    index_words([device])
    keep_keys([(device, keys or {})])
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
    check_type(device_type, tenant)
    for asset_id in {item.asset_id for item in fields}:
        asset_for(asset_id, tenant, scope=by.scope)
    check_room(tenant, adding=len(fields))
    new = [NewDevice(fields=item, device_type=device_type) for item in fields]
    devices = add_devices(new, tenant=tenant, at=at)
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
    wanted, words = checked_device(fields), words_of(device)
    before = {name: getattr(device, name) for name in wanted}
    changes = {
        name: [plain(before[name]), plain(value)]
        for name, value in wanted.items()
        if before[name] != value and name != "sort_key"
    }
    if "asset_id" in changes:
        asset = asset_for(fields.asset_id, device.tenant, scope=by.scope)
        former = device.asset
        changes["asset"] = [former and former.name, asset and asset.name]
        del changes["asset_id"]
        device.asset_since = at  # from which a trigger keeps the history
    for name, value in wanted.items():
        setattr(device, name, value)
    if device_type is not None and device_type.id != device.device_type_id:
        check_type(device_type, device.tenant)
        changes["device_type"] = [str(device.device_type), str(device_type)]
        device.device_type = device_type
    details: dict[str, object] = dict(changes)
    if keys:
        details["new_keys"] = ", ".join(sorted(keys))
    if not details:
        return device
    save(device)
    change_words(by.scope, [(words, device)])
    keep_keys([(device, keys or {})])
    record_about("device.changed", device, by=by.actor, at=at, details=details)
    return device
