"""Where devices hung from when to when."""

from collections.abc import Iterable

from progres.database.scope import Scope
from progres.devices.models import Device, DevicePlace, DevicePlaceQuerySet


def search_places(
    scope: Scope, *, device_id: int | None = None, asset_id: int | None = None
) -> DevicePlaceQuerySet:
    """Times in which devices hung in assets in scope, the newest first."""
    places = DevicePlace.objects.of(scope)
    if device_id is not None:
        places = places.filter(device_id=device_id)
    if asset_id is not None:
        places = places.filter(asset_id=asset_id)
    return places.order_by("-since", "-id")


def known_devices(scope: Scope, places: Iterable[DevicePlace]) -> set[int]:
    """Say which devices of these times are still there and in scope."""
    ids = [place.device_id for place in places]
    return set(Device.objects.of(scope).filter(id__in=ids).values_list("id", flat=True))
