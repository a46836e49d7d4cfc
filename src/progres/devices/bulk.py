"""Changing many devices at once, all that can be changed in one transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from progres.accounts.membership import Membership
from progres.assets.models import Asset
from progres.assets.reach import AssetOutOfReach, asset_for
from progres.audit.actions import record_many
from progres.database.progress import Progress, silent
from progres.devices.checks import check_type, checked_common
from progres.devices.descriptions import checked_tags, plain
from progres.devices.models import Device, DeviceType
from progres.devices.queries import type_names
from progres.devices.selection import Plan, Steps, devices_to_change
from progres.devices.words import change_words, words_of
from progres.kit.refusal import Refusal

_TAGS = """
update device d set tags = array(select jsonb_array_elements_text(given.tags))
from unnest(%s::int[], %s::jsonb[]) as given (id, tags)
where d.id = given.id and d.tenant_id = any(%s)
"""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be the same for all devices.

    `fields` are status, site, installation_place and asset_id as far as they change.
    """

    fields: Mapping[str, object] = field(default_factory=dict)
    device_type: DeviceType | None = None
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()


@transaction.atomic
def edit_devices(
    ids: Iterable[int],
    change: Change,
    *,
    by: Membership,
    at: datetime,
    progress: Progress = silent,
) -> Plan:
    """Change these devices in reach as far as each can be; tell which cannot, and why.

    Raises BadDevice where no device can be like this, TooManyDevices among it.
    """
    editing = _Editing(change, by)
    plan = Plan()
    words: list[tuple[frozenset[str], Device]] = []
    for device in devices_to_change(by.scope, ids):
        before = words_of(device) if editing.is_worded else frozenset()
        try:
            changes = editing.apply(device)
        except Refusal as error:
            plan.refused.append((device, error))
            continue
        if not changes:
            plan.unchanged += 1
            continue
        plan.add(device, changes)
        words.append((before, device))
    steps = Steps(progress=progress, total=2 * len(plan.touched))
    for changed in steps.parts(words):
        editing.store([device for _, device in changed], at)
        if editing.is_worded:
            change_words(by.scope, changed)
    for part in steps.parts(plan.details):
        record_many("device.changed", part, by=by.actor, at=at)
    return plan


class _Editing:
    """A change that is made to one device after the other, and then stored at once."""

    def __init__(self, change: Change, by: Membership) -> None:
        self.by = by
        self.device_type = change.device_type
        self.columns = checked_common(change.fields)
        self.add = checked_tags(change.add_tags)
        self.remove = set(checked_tags(change.remove_tags))
        self.type_names = type_names(by.scope)
        self.assets: dict[int, Asset | Refusal | None] = {}
        names = self.columns.keys() & {"site", "installation_place"}
        self.is_worded = bool(names or self.add or self.remove)

    def apply(self, device: Device) -> dict[str, object]:
        """Change a device that is not saved, and say what; raise what refuses it."""
        changes: dict[str, object] = {
            name: [getattr(device, name), value]
            for name, value in self.columns.items()
            if getattr(device, name) != value
        }
        if "asset_id" in changes:
            asset = self._asset_for(device)
            changes["asset"] = [None, asset and asset.name]
            del changes["asset_id"]
        if self.device_type and device.device_type_id != self.device_type.id:
            changes["device_type"] = self._type_change(device, self.device_type)
            device.device_type = self.device_type
        tags = checked_tags(
            [*(t for t in device.tags if t not in self.remove), *self.add]
        )
        if tags != device.tags:
            changes["tags"] = [plain(device.tags), plain(tags)]
            device.tags = tags
        for name, value in self.columns.items():
            setattr(device, name, value)
        return changes

    def store(self, devices: Sequence[Device], at: datetime) -> None:
        """Save what was applied to these devices."""
        ids = [device.id for device in devices]
        values = dict(self.columns)
        if "asset_id" in values:
            values["asset_since"] = at
        if self.device_type:
            values["device_type_id"] = self.device_type.id
        if values:
            Device.objects.of(self.by.scope).filter(id__in=ids).update(**values)
        if self.add or self.remove:
            tags = [json.dumps(device.tags) for device in devices]
            with connection.cursor() as cursor:
                cursor.execute(_TAGS, [ids, tags, list(self.by.scope.tenant_ids)])

    def _asset_for(self, device: Device) -> Asset | None:
        """Find the asset once for each instance."""
        if device.tenant_id not in self.assets:
            wanted = self.columns["asset_id"]
            assert wanted is None or isinstance(wanted, int)  # noqa: S101 tells mypy
            try:
                found = asset_for(wanted, device.tenant, scope=self.by.scope)
            except AssetOutOfReach as error:
                self.assets[device.tenant_id] = error
            else:
                self.assets[device.tenant_id] = found
        known = self.assets[device.tenant_id]
        if isinstance(known, Refusal):
            raise known
        return known

    def _type_change(self, device: Device, wanted: DeviceType) -> list[object]:
        check_type(wanted, device.tenant)
        return [self.type_names.get(device.device_type_id or 0, ""), str(wanted)]
