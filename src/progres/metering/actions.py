from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.assets.reach import asset_for
from progres.audit.actions import record_about
from progres.metering.checks import BadMeasuringPoint, PointFields, checked_point
from progres.metering.models import MeasuringPoint
from progres.metering.queries import get_point, search_meters
from progres.metering.words import index_words
from progres.tenants.models import Tenant


@transaction.atomic
def create_point(
    fields: PointFields, *, tenant: Tenant, by: Membership, at: datetime
) -> MeasuringPoint:
    """Make a measuring point without a meter.

    Raises BadMeasuringPoint, and AssetOutOfReach.
    """
    columns = checked_point(fields)
    asset_for(fields.asset_id, tenant, scope=by.scope)
    point = MeasuringPoint(tenant=tenant, created_at=at, **columns)
    point.save(force_insert=True)
    index_words(by.scope, point)
    record_about("measuring_point.created", point, by=by.actor, at=at)
    return point


@transaction.atomic
def change_point(
    point_id: int, fields: PointFields, *, by: Membership, at: datetime
) -> MeasuringPoint:
    """Change what is said of a measuring point.

    Its unit stays once a meter was put in, since the readings are in it. Raises
    MeasuringPoint.DoesNotExist if it is not in the member's reach, BadMeasuringPoint,
    and AssetOutOfReach.
    """
    point = get_point(by.scope, point_id, to_change=True)
    columns = checked_point(fields)
    details: dict[str, object] = {
        name: [getattr(point, name), value]
        for name, value in columns.items()
        if getattr(point, name) != value and name != "sort_key"
    }
    if "unit" in details and search_meters(by.scope, point_id=point.id).exists():
        raise BadMeasuringPoint(
            "The readings of '%(point)s' are in %(unit)s, so its unit stays.",
            point=point.name,
            unit=point.unit or "–",
        )
    if "asset_id" in details:
        del details["asset_id"]
        asset = asset_for(fields.asset_id, point.tenant, scope=by.scope)
        former = point.asset
        details["asset"] = [former and former.name, asset and asset.name]
    if "number" in details:
        details["free_number"] = details.pop("number")
    if details:
        for name, value in columns.items():
            setattr(point, name, value)
        point.save(update_fields=list(columns))
        index_words(by.scope, point)
        record_about(
            "measuring_point.changed", point, by=by.actor, at=at, details=details
        )
    return get_point(by.scope, point_id)


@transaction.atomic
def delete_point(point_id: int, *, by: Membership, at: datetime) -> None:
    """Delete a measuring point with the history of its meters; devices stay.

    Raises MeasuringPoint.DoesNotExist if it is not in the member's reach.
    """
    point = get_point(by.scope, point_id, to_change=True)
    numbers = search_meters(by.scope, point_id=point.id).values_list(
        "number", flat=True
    )
    details = {"meters": ", ".join(numbers)}
    record_about("measuring_point.deleted", point, by=by.actor, at=at, details=details)
    point.delete()
