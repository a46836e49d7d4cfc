"""What all that writes devices shares: saving them, and sealing their keys."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from progres.devices.checks import DevEuiInUse, checked_key
from progres.devices.models import Device, DeviceKey

# One statement of arrays writes any number of keys.
_KEEP_KEYS = """
insert into device_key (tenant_id, device_id, name, sealed)
select * from unnest(%s::int[], %s::int[], %s::text[], %s::bytea[])
on conflict (device_id, name) do update set sealed = excluded.sealed
"""


def save(device: Device) -> None:
    """Save a device; raise DevEuiInUse if another one of its instance has the EUI."""
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


def keep_keys(keyed: Iterable[tuple[Device, Mapping[str, str]]]) -> None:
    """Seal root keys of devices by name; those of other names stay. Raises BadDevice."""
    insert_keys(
        [
            (
                device.tenant_id,
                device.id,
                name,
                settings.MASTER_KEYS.seal(
                    checked_key(name, value),
                    context=DeviceKey(device=device, name=name).context,
                ),
            )
            for device, keys in keyed
            for name, value in keys.items()
        ]
    )


def insert_keys(rows: Sequence[tuple[int, int, str, bytes]]) -> None:
    """Keep sealed keys: instance, device, name and what is sealed."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP_KEYS, list(map(list, zip(*rows, strict=True))))
