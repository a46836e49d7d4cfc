"""Showing the keys of a device, and changing the master key that seals them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record, record_about
from progres.audit.rules import PLATFORM, Target
from progres.devices.models import Device, DeviceKey
from progres.kit.secrets import MasterKeys, UnknownMasterKey


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What became of some keys; `closed` names those that no master key opens.

    `last_id` is where the next batch goes on, None after the last one.
    """

    resealed: int
    closed: tuple[str, ...]
    last_id: int | None


@transaction.atomic
def reveal_keys(device_id: int, *, by: Membership, at: datetime) -> dict[str, str]:
    """Return the root keys of a device by name, as hex digits; each time is recorded.

    Raises Device.DoesNotExist if it is not in the member's reach, and UnknownMasterKey.
    """
    device = Device.objects.of(by.scope).get(id=device_id)
    kept = DeviceKey.objects.of(by.scope).filter(device=device).order_by("name")
    keys = {
        key.name: settings.MASTER_KEYS.unseal(
            bytes(key.sealed), context=key.context
        ).hex()
        for key in kept
    }
    record_about(
        "device.keys_viewed",
        device,
        by=by.actor,
        at=at,
        details={"keys": ", ".join(keys)},
    )
    return keys


@transaction.atomic
def reseal_keys(
    master_keys: MasterKeys, *, after: int, limit: int, at: datetime
) -> Batch:
    """Seal the next `limit` device keys of all instances with the newest master key.

    Takes those whose id is above `after`, in the order of ids, and leaves those alone
    that are sealed with it already. One audit entry for each instance concerned.
    Only for the command line, as owner of the database: it needs no scope.
    """
    keys = list(
        DeviceKey.objects.filter(id__gt=after)  # tenancy: all secrets of the house
        .select_for_update()
        .order_by("id")[:limit]
    )
    old = [key for key in keys if not master_keys.is_newest(bytes(key.sealed))]
    resealed = [key for key in old if _reseal(key, master_keys)]
    for tenant_id, count in Counter(key.tenant_id for key in resealed).items():
        record(
            "device_keys.resealed",
            tenant_id=tenant_id,
            target=Target("device_keys", "", "PROGRES"),
            by=PLATFORM,
            at=at,
            details={"count": count},
        )
    return Batch(
        resealed=len(resealed),
        closed=tuple(str(key) for key in old if key not in resealed),
        last_id=keys[-1].id if len(keys) == limit else None,
    )


def _reseal(key: DeviceKey, master_keys: MasterKeys) -> bool:
    """Seal one key anew, and say whether it could be opened."""
    try:
        secret = master_keys.unseal(bytes(key.sealed), context=key.context)
    except UnknownMasterKey:
        return False
    key.sealed = master_keys.seal(secret, context=key.context)
    key.save(update_fields=["sealed"])
    return True
