"""Many devices at once, in few statements; whoever calls checks room and keeps the log."""

import base64
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from progres.accounts.models import User
from progres.database.scope import Scope
from progres.devices.checks import (
    BadDevice,
    DeviceFields,
    checked_device,
    said_of_device,
)
from progres.devices.models import Device, DeviceKey, DeviceType
from progres.devices.saving import insert_keys, keep_keys
from progres.devices.words import forget_words, index_words
from progres.tenants.models import Tenant

_FIELDS = [field for field in Device._meta.concrete_fields if not field.primary_key]
_COLUMNS = ", ".join(str(field.column) for field in _FIELDS)
_ADD = f"""
insert into device ({_COLUMNS}) select {_COLUMNS}
from jsonb_populate_recordset(null::device, %s::jsonb) returning dev_eui, id
"""  # noqa: S608 constants
_CHANGEABLE = (*DeviceFields.__dataclass_fields__, "sort_key", "device_type_id")
_SAVE = f"""
update device d set {", ".join(f"{name} = n.{name}" for name in _CHANGEABLE)}
from jsonb_populate_recordset(null::device, %s::jsonb) n where d.id = n.id
"""  # noqa: S608 constants
AT_ONCE = 1000  # rows of one statement


@dataclass(frozen=True, kw_only=True, slots=True)
class NewDevice:
    """What is registered, with root keys by name as hex digits."""

    fields: DeviceFields
    device_type: DeviceType
    keys: Mapping[str, str] = field(default_factory=dict)


def add_devices(
    new: Sequence[NewDevice], *, tenant: Tenant, at: datetime
) -> list[Device]:
    """Register devices in an instance in scope, in the order given.

    Types and assets are those of the instance. Raises BadDevice if one cannot be, or
    its DevEUI is in use.
    """
    devices = [
        Device(
            tenant=tenant,
            device_type=item.device_type,
            asset_since=at,
            created_at=at,
            **checked_device(item.fields),
        )
        for item in new
    ]
    try:
        with transaction.atomic():
            for first in range(0, len(devices), AT_ONCE):
                _add(devices[first : first + AT_ONCE])
    except IntegrityError:
        raise BadDevice(
            "One of these %(count)s DevEUIs is already registered in '%(tenant)s'.",
            count=len(devices),
            tenant=tenant.name,
        ) from None
    index_words(devices)
    keep_keys((device, item.keys) for device, item in zip(devices, new, strict=True))
    return devices


def save_devices(
    scope: Scope, changed: Sequence[tuple[Device, Mapping[str, str]]]
) -> None:
    """Save devices in scope that were changed, with new root keys by name."""
    devices = [device for device, _ in changed]
    rows = [
        {
            **checked_device(said_of_device(device)),
            "device_type_id": device.device_type_id,
            "id": device.id,
        }
        for device in devices
    ]
    with connection.cursor() as cursor:
        for first in range(0, len(rows), AT_ONCE):
            cursor.execute(_SAVE, [json.dumps(rows[first : first + AT_ONCE])])
    forget_words(scope, [device.id for device in devices])
    index_words(devices)
    keep_keys(changed)


def states_to_keep(
    scope: Scope, devices: Sequence[Device]
) -> dict[int, dict[str, Any]]:
    """What devices in scope are like, as JSON, by id; their keys stay sealed."""
    sealed: dict[int, dict[str, str]] = defaultdict(dict)
    for key in DeviceKey.objects.of(scope).filter(device__in=devices):
        text = base64.b64encode(bytes(key.sealed)).decode()
        sealed[key.device_id][key.name] = text
    return {
        device.id: {
            "said": vars(said_of_device(device)),
            "device_type_id": device.device_type_id,
            "keys": sealed.get(device.id, {}),
        }
        for device in devices
    }


def put_back(scope: Scope, states: Sequence[tuple[Device, Mapping[str, Any]]]) -> None:
    """Let devices in scope be as they were when `states_to_keep` was asked."""
    for device, state in states:
        for name, value in state["said"].items():
            setattr(device, name, value)
        device.device_type_id = state["device_type_id"]
    save_devices(scope, [(device, {}) for device, _ in states])
    devices = [device for device, _ in states]
    DeviceKey.objects.of(scope).filter(device__in=devices).delete()
    rows = [
        (device.tenant_id, device.id, name, base64.b64decode(text))
        for device, state in states
        for name, text in state["keys"].items()
    ]
    insert_keys(rows)


def take_out(
    scope: Scope, device_ids: Sequence[int], *, by: User, at: datetime
) -> None:
    """Take devices in scope out of sight, as `delete_devices` does."""
    gone = Device.objects.of(scope).filter(id__in=device_ids)
    gone.update(deleted_at=at, deleted_by=by)
    forget_words(scope, device_ids)


def _add(devices: Sequence[Device]) -> None:
    """Insert devices of one instance, whose DevEUIs tell them apart."""
    rows = [{f.column: getattr(d, f.attname) for f in _FIELDS} for d in devices]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [json.dumps(rows, default=str)])
        ids = dict(cursor.fetchall())
    for device in devices:
        device.id, device._state.adding = ids[device.dev_eui], False
