"""Moving devices to another instance: there they start anew.

What they have measured stays with the instance that they were in, as does its audit
log; their newest values are forgotten with the move (alarms/migrations/0010…). What
people keep with them goes along: texts, keys, exchanges and photos (migrations/0019…).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from progres.accounts.membership import Membership
from progres.assets.queries import search_assets
from progres.audit.actions import record_many
from progres.database.progress import Progress, silent
from progres.devices.checks import BadDevice, DevEuiInUse, TypeOutOfReach, type_reaches
from progres.devices.models import Device, DeviceKey, DeviceType, SensorExchange
from progres.devices.room import check_room
from progres.devices.selection import Plan, Steps, devices_to_change
from progres.devices.ties import TIES, ties_of
from progres.devices.words import forget_words, index_words
from progres.files.actions import check_room_for_files
from progres.files.queries import bytes_with_devices
from progres.kit.refusal import Refusal
from progres.tenants.models import Tenant

_MOVE = """
update device set tenant_id = %s, former_tenant_ids = former_tenant_ids || tenant_id,
    asset_id = case when asset_id = any(%s) then asset_id end
where id = any(%s)
"""


class Tied(BadDevice):
    """Something in its instance holds a device there."""


@transaction.atomic
def move_devices(
    ids: Iterable[int],
    tenant: Tenant,
    *,
    by: Membership,
    at: datetime,
    progress: Progress = silent,
) -> Plan:
    """Move these devices in reach to an instance in reach, as far as each can be.

    Both instances keep it in their audit log. Raises NoRoomForDevices beyond a quota
    there, NoRoomForFiles where the photos have none, and TooManyDevices.
    """
    devices = devices_to_change(by.scope, ids)
    here = [device for device in devices if device.tenant_id != tenant.id]
    plan = Plan(unchanged=len(devices) - len(here))
    move = _Move(here, tenant, by)
    for device in here:
        refusal = move.refusal(device)
        if refusal is not None:
            plan.refused.append((device, refusal))
        else:
            plan.add(device, {"instance": [device.tenant.name, tenant.name]})
    move.check_room(plan.touched)
    steps = Steps(progress=progress, total=len(plan.touched))
    for part in steps.parts(plan.details):
        record_many("device.moved", part, by=by.actor, at=at)
        move.store([device for device, _ in part])
        record_many("device.moved", part, by=by.actor, at=at)
    return plan


class _Move:
    """A move of many devices: what speaks against it, and then what it changes."""

    def __init__(self, devices: Sequence[Device], tenant: Tenant, by: Membership):
        self.tenant, self.by = tenant, by
        ids = [device.id for device in devices]
        types = {device.device_type_id or 0 for device in devices}
        self.types = {
            item.id: item
            for item in DeviceType.objects.of(by.scope)
            .filter(id__in=types)
            .select_related("tenant")
            .defer("codec_source")
        }
        self.ties = ties_of(ids, within=tenant.id)
        there = Device.objects.of(by.scope).filter(tenant=tenant)
        euis = {device.dev_eui for device in devices}
        taken = there.filter(dev_eui__in=euis).values_list("dev_eui", flat=True)
        self.taken = set(taken)
        assets = search_assets(by.scope).filter(tenant_id__in=tenant.lineage)
        self.assets = set(assets.values_list("id", flat=True))

    def refusal(self, device: Device) -> Refusal | None:
        """Say what speaks against the move of a device; the next cannot take its EUI."""
        device_type = self.types[device.device_type_id or 0]
        if not type_reaches(device_type, self.tenant):
            return TypeOutOfReach(
                "'%(device_type)s' is a type of another instance and not shared with "
                "'%(tenant)s'; choose a type of its own or a shared one from above.",
                device_type=str(device_type),
                tenant=self.tenant.name,
            )
        if device.dev_eui in self.taken:
            return DevEuiInUse(
                "The DevEUI %(dev_eui)s is already registered in '%(tenant)s'; change "
                "that device or choose another DevEUI.",
                dev_eui=device.dev_eui,
                tenant=self.tenant.name,
            )
        if ties := self.ties[device.id]:
            return Tied(
                "It cannot leave '%(tenant)s': %(tie)s. End that first.",
                tenant=device.tenant.name,
                tie=TIES[ties[0]],
            )
        self.taken.add(device.dev_eui)
        return None

    def check_room(self, devices: Sequence[Device]) -> None:
        """Refuse them all where there is no room for devices or for their photos."""
        check_room(self.tenant, adding=len(devices))
        photos = bytes_with_devices(self.by.scope, [device.id for device in devices])
        if photos:
            check_room_for_files(self.tenant.id, adding=photos)

    def store(self, devices: Sequence[Device]) -> None:
        """Save that devices are in the other instance."""
        ids = [device.id for device in devices]
        forget_words(self.by.scope, ids)
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [self.tenant.id, list(self.assets), ids])
        for device in devices:
            device.tenant = self.tenant
        for model in (DeviceKey, SensorExchange):
            rows = model.objects.of(self.by.scope).filter(device_id__in=ids)
            rows.update(tenant=self.tenant)
        index_words(devices)
