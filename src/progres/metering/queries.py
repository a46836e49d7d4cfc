from collections.abc import Iterable, Sequence

from django.db.models import Q

from progres.assets.models import Asset
from progres.database.scope import Scope
from progres.database.words import has_words
from progres.devices.queries import devices_in
from progres.metering.models import (
    MeasuringPoint,
    MeasuringPointQuerySet,
    MeasuringPointWord,
    Meter,
    MeterQuerySet,
)


def search_points(
    scope: Scope, *, text: str = "", medium: str = "", tenant_id: int | None = None
) -> MeasuringPointQuerySet:
    """Measuring points in scope by name, with instance and asset.

    Every word of `text` must begin a word of the name or a number of the point or one
    of its meters; numbers are found with and without separators.
    """
    points = MeasuringPoint.objects.of(scope).select_related("tenant", "asset")
    words = MeasuringPointWord.objects.of(scope)
    points = points.filter(has_words(text, words, "measuring_point_id"))
    if medium:
        points = points.filter(medium=medium)
    if tenant_id is not None:
        points = points.filter(tenant_id=tenant_id)
    return points.order_by("sort_key", "id")


def points_in(scope: Scope, asset: Asset) -> MeasuringPointQuerySet:
    """Points in an asset and all in it, and those of meters that devices there read."""
    read = Meter.objects.of(scope).filter(
        removed_at=None, device__in=devices_in(scope, asset).order_by().values("id")
    )
    here = Q(asset__lineage__contains=[asset.id])
    here |= Q(id__in=read.values("measuring_point_id"))
    return search_points(scope).filter(here)


def get_point(
    scope: Scope, point_id: int, *, to_change: bool = False
) -> MeasuringPoint:
    """Raise MeasuringPoint.DoesNotExist for a point that is not in scope.

    Whoever changes it, or what hangs at it, says so: nobody else can before the
    transaction ends.
    """
    points = search_points(scope)
    if to_change:
        points = points.select_for_update(of=("self",))
    return points.get(id=point_id)


def search_meters(scope: Scope, *, point_id: int | None = None) -> MeterQuerySet:
    """Meters in scope with measuring point and device, in the order of time."""
    meters = Meter.objects.of(scope).select_related(
        "measuring_point__tenant", "device__device_type"
    )
    meters = meters.defer("device__device_type__codec_source")
    if point_id is not None:
        meters = meters.filter(measuring_point_id=point_id)
    return meters.order_by("installed_at", "id")


def get_meter(scope: Scope, meter_id: int) -> Meter:
    """Raise Meter.DoesNotExist for a meter that is not in scope."""
    return search_meters(scope).get(id=meter_id)


def meters_of(scope: Scope, point: MeasuringPoint) -> Sequence[Meter]:
    """All meters of a measuring point, the first one first."""
    return list(search_meters(scope, point_id=point.id))


def find_installed(scope: Scope, point: MeasuringPoint) -> Meter | None:
    """Find the meter that is at a measuring point now."""
    return search_meters(scope, point_id=point.id).filter(removed_at=None).first()


def installed_at(scope: Scope, points: Iterable[MeasuringPoint]) -> dict[int, Meter]:
    """The meters that are at some measuring points now, by the points' ids."""
    ids = [point.id for point in points]
    meters = search_meters(scope).filter(measuring_point_id__in=ids, removed_at=None)
    return {meter.measuring_point_id: meter for meter in meters}


def meters_read_by(scope: Scope, device_id: int) -> MeterQuerySet:
    """Meters that a device reads now, by the name of the measuring point."""
    meters = search_meters(scope).filter(device_id=device_id, removed_at=None)
    return meters.order_by("measuring_point__sort_key", "id")


def due_calibrations(scope: Scope, *, until: int) -> MeterQuerySet:
    """Installed meters whose calibration ends in a year or before, the first to end first."""
    meters = search_meters(scope).filter(removed_at=None, calibrated_until__lte=until)
    return meters.order_by("calibrated_until", "id")
