"""What all that writes devices shares: saving them, and sealing their keys."""

from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction

from progres.devices.checks import DevEuiInUse, checked_key
from progres.devices.models import Device, DeviceKey


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


def keep_keys(device: Device, keys: Mapping[str, str]) -> None:
    """Seal root keys by name; those of other names stay. Raises BadDevice."""
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
