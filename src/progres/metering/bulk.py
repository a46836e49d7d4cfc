"""Many measuring points at once, with their first meters; whoever calls keeps the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from progres.database.scope import Scope
from progres.devices.models import Device
from progres.metering.checks import Exchange, PointFields, checked_point, said_of_point
from progres.metering.models import MeasuringPoint, Meter
from progres.metering.queries import search_meters
from progres.metering.rules import Reason
from progres.metering.words import index_words
from progres.tenants.models import Tenant

AT_ONCE = 1000  # rows of one statement


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstMeter:
    """A meter that is put in where none is, with what reads it under which key."""

    exchange: Exchange
    device: Device | None
    key: str


def add_points(
    new: Sequence[PointFields], *, tenant: Tenant, at: datetime
) -> list[MeasuringPoint]:
    """Make measuring points in an instance in scope, in the order given.

    Raises BadMeasuringPoint if one cannot be.
    """
    points = [
        MeasuringPoint(tenant=tenant, created_at=at, **checked_point(fields))
        for fields in new
    ]
    return MeasuringPoint.objects.bulk_create(  # tenancy: of `tenant`
        points, batch_size=AT_ONCE
    )


def save_points(scope: Scope, points: Sequence[MeasuringPoint]) -> None:
    """Save measuring points in scope that were changed."""
    for point in points:
        for name, value in checked_point(said_of_point(point)).items():
            setattr(point, name, value)
    names = [*PointFields.__dataclass_fields__, "sort_key"]
    MeasuringPoint.objects.of(scope).bulk_update(points, names, batch_size=200)


def put_in_first(
    meters: Sequence[tuple[MeasuringPoint, FirstMeter]],
) -> list[Meter]:
    """Put meters in at measuring points in scope where none was before."""
    made = [
        Meter(
            tenant_id=point.tenant_id,
            measuring_point=point,
            device=first.device,
            key=first.key,
            number=first.exchange.number,
            installed_at=first.exchange.moment,
            first_reading=first.exchange.first_reading or 0.0,
            calibrated_in=first.exchange.calibrated_in,
            calibrated_until=first.exchange.calibrated_until,
            reason=Reason.FIRST,
        )
        for point, first in meters
    ]
    return Meter.objects.bulk_create(  # tenancy: at points in scope
        made, batch_size=AT_ONCE
    )


def states_to_keep(
    scope: Scope, points: Sequence[MeasuringPoint]
) -> dict[int, dict[str, Any]]:
    """What points in scope are like, as JSON, by id, with the meters that were there."""
    states: dict[int, dict[str, Any]] = {
        point.id: {"said": asdict(said_of_point(point)), "meters": []}
        for point in points
    }
    for meter in search_meters(scope).filter(measuring_point__in=points):
        states[meter.measuring_point_id]["meters"].append(
            [meter.id, meter.removed_at is None]
        )
    return states


def put_back(
    scope: Scope, states: Iterable[tuple[MeasuringPoint, Mapping[str, Any]]]
) -> None:
    """Let points in scope be as they were when `states_to_keep` was asked.

    Meters that came since go.
    """
    points, kept = [], []
    for point, state in states:
        for name, value in state["said"].items():
            setattr(point, name, value)
        points.append(point)
        kept += [meter_id for meter_id, _ in state["meters"]]
    came = Meter.objects.of(scope).filter(measuring_point__in=points)
    came.exclude(id__in=kept).delete()
    save_points(scope, points)
    index_words(scope, *points)


def take_out(scope: Scope, point_ids: Sequence[int]) -> None:
    """Delete points in scope with their meters; devices stay."""
    Meter.objects.of(scope).filter(measuring_point_id__in=point_ids).delete()
    MeasuringPoint.objects.of(scope).filter(id__in=point_ids).delete()
