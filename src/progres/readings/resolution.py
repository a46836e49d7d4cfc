"""How finely somebody may see the readings of devices (docs/decisions/0013).

What the viewer may open comes with the scope, so that whoever asks cannot forget it. The
medium of a device is what a function of the database says, which stands above this
domain: that of every measuring point that the device serves or has served.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from progres.database.scope import Scope
from progres.devices.models import Device
from progres.readings.models import ResolutionPolicy
from progres.readings.rules import Resolution, allowed_at
from progres.tenants.models import Tenant

NO_MEDIUM = frozenset({""})


def finest_of(scope: Scope, device: Device, since: datetime) -> Resolution:
    """Say how finely readings of a device from `since` on are shown in this scope."""
    allowed = finest_of_many(scope, [device.id], since=since)
    return allowed.get(device.id, Resolution.RAW)


def without_newest(scope: Scope, device_ids: Iterable[int]) -> frozenset[int]:
    """Those of the devices whose newest value is not shown: by days or coarser alone."""
    allowed = finest_of_many(scope, list(device_ids), since=timezone.now())
    return frozenset(
        device_id
        for device_id, finest in allowed.items()
        if finest.rank >= Resolution.DAY.rank
    )


def finest_of_many(
    scope: Scope, device_ids: Collection[int], *, since: datetime
) -> dict[int, Resolution]:
    """The same of many; devices that nothing is configured for may be absent."""
    if scope.roles is None or not device_ids:
        return {}
    policies = list(ResolutionPolicy.objects.of(scope))
    if not policies:
        return {}
    age = timezone.now() - since
    media = _media_of(device_ids)
    tenants = dict(
        Device.objects.of(scope)
        .filter(id__in=device_ids)
        .values_list("id", "tenant__lineage")
    )
    return {
        device_id: _strictest(
            [
                _of_level(
                    [
                        p
                        for p in policies
                        if (p.tenant_id, p.medium) == (tenant, medium)
                    ],
                    scope.roles,
                    age,
                )
                for medium in media.get(device_id, NO_MEDIUM)
                for tenant in lineage
            ]
        )
        for device_id, lineage in tenants.items()
    }


def policies_in(scope: Scope, tenant: Tenant) -> list[ResolutionPolicy]:
    """All steps that hold in an instance: its own, and those of the instances above."""
    policies = ResolutionPolicy.objects.of(scope).filter(tenant_id__in=tenant.lineage)
    return sorted(
        policies,
        key=lambda p: (p.medium, p.role, p.tenant_id, Resolution(p.resolution).rank),
    )


def _of_level(
    policies: Collection[ResolutionPolicy], roles: Collection[str], age: timedelta
) -> Resolution:
    """What one instance allows for a medium: of all roles the finest, each its own.

    A role without a policy of its own has that of everybody, or all if there is none.
    """
    everybody = _allowed([p for p in policies if not p.role], age)
    own = [
        _allowed(mine, age)
        if (mine := [p for p in policies if p.role == role])
        else everybody
        for role in roles
    ]
    return min(own, key=lambda finest: finest.rank, default=everybody)


def _allowed(policies: Collection[ResolutionPolicy], age: timedelta) -> Resolution:
    if not policies:
        return Resolution.RAW
    return allowed_at(age, [(Resolution(p.resolution), p.days) for p in policies])


def _strictest(allowed: Iterable[Resolution]) -> Resolution:
    return max(allowed, key=lambda finest: finest.rank, default=Resolution.RAW)


def _media_of(device_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """The media of what devices serve or have served; absent if they serve nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select device_id, array_agg(distinct medium) from media_of_devices(%s)"
            " group by device_id",
            [list(device_ids)],
        )
        return {device_id: frozenset(media) for device_id, media in cursor.fetchall()}
