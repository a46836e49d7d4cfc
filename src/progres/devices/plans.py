"""Devices on the floor plan of the asset in which they hang."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.assets.models import Asset
from progres.assets.queries import get_asset
from progres.audit.actions import record_about
from progres.database.scope import Scope
from progres.devices.models import Device, PlanPlace, PlanPlaceQuerySet
from progres.devices.queries import devices_in
from progres.files.queries import find_plan
from progres.kit.refusal import Refusal

MOST_ON_A_PLAN = 200  # devices; more of them hide the floor


class BadPlanPlace(Refusal):
    """A device cannot be there on that plan."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A point of a plan: parts of its width from the left and of its height from the top."""

    x: float
    y: float


def places_on(scope: Scope, asset: Asset) -> PlanPlaceQuerySet:
    """Devices on the plan of an asset in scope, by name."""
    places = PlanPlace.objects.of(scope).filter(
        asset=asset, device__in=devices_in(scope, asset).order_by()
    )
    return places.select_related("device").order_by("device__sort_key", "device_id")


def not_on_plan(scope: Scope, asset: Asset) -> Sequence[Device]:
    """The first devices by name that can be put on the plan of an asset."""
    placed = places_on(scope, asset).order_by().values("device_id")
    return list(devices_in(scope, asset).exclude(id__in=placed)[:MOST_ON_A_PLAN])


@transaction.atomic
def place_on_plan(
    asset_id: int,
    spots: Mapping[int, Spot | None],
    *,
    by: Membership,
    at: datetime,
) -> Asset:
    """Put devices on the plan of an asset, move them there, or take them off (None).

    Devices that are not named stay as they are. Raises Asset.DoesNotExist if it is not
    in the member's reach, and BadPlanPlace, which leaves all as it was.
    """
    asset = get_asset(by.scope, asset_id, to_change=True)
    if find_plan(by.scope, asset.id) is None:
        raise BadPlanPlace(
            "'%(asset)s' has no floor plan; keep one first.", asset=asset.name
        )
    known = devices_in(by.scope, asset).filter(id__in=list(spots)).in_bulk()
    before = {
        place.device_id: place
        for place in places_on(by.scope, asset).filter(device__in=known)
    }
    details: dict[str, list[str]] = {"placed": [], "taken_off": []}
    for device_id, spot in spots.items():
        if device_id not in known:
            raise BadPlanPlace(
                "No device with the id %(id)s hangs in '%(asset)s' or in what stands in "
                "it; choose one that does.",
                id=device_id,
                asset=asset.name,
            )
        _check(spot, known[device_id])
        if _change(before.get(device_id), asset, device_id, spot):
            done = "taken_off" if spot is None else "placed"
            details[done].append(known[device_id].name)
    if places_on(by.scope, asset).count() > MOST_ON_A_PLAN:
        raise BadPlanPlace(
            "A plan shows %(most)s devices at most; give rooms or floors plans of their "
            "own.",
            most=MOST_ON_A_PLAN,
        )
    noted = {name: names for name, names in details.items() if names}
    if noted:
        record_about("asset.placed", asset, by=by.actor, at=at, details=noted)
    return asset


def _check(spot: Spot | None, device: Device) -> None:
    for part in (spot.x, spot.y) if spot else ():
        if not (math.isfinite(part) and 0 <= part <= 1):
            raise BadPlanPlace(
                "%(given)s for '%(device)s' is beside the plan; give parts of its width "
                "and height from 0 to 1.",
                given=str(part),
                device=device.name,
            )


def _change(
    place: PlanPlace | None, asset: Asset, device_id: int, spot: Spot | None
) -> bool:
    """Write what became of a place; say whether anything did."""
    if spot is None:
        if place is not None:
            place.delete()
        return place is not None
    if place is None:
        PlanPlace(
            tenant_id=asset.tenant_id,
            asset=asset,
            device_id=device_id,
            x=spot.x,
            y=spot.y,
        ).save(force_insert=True)
        return True
    if (place.x, place.y) == (spot.x, spot.y):
        return False
    place.x, place.y = spot.x, spot.y
    place.save(update_fields=["x", "y"])
    return True
