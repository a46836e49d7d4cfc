"""Taking a meter out where no other one comes, and taking that back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.metering.checks import LONGEST, BadMeter, check_reading
from progres.metering.exchanges import check_moment, held_meter
from progres.metering.models import Meter
from progres.metering.queries import meters_of


@dataclass(frozen=True, kw_only=True)
class Removal:
    """When a meter went, what it showed last in its point's unit, and why."""

    moment: datetime
    last_reading: float
    note: str = ""


@transaction.atomic
def remove_meter(
    meter_id: int, removal: Removal, *, by: Membership, at: datetime
) -> Meter:
    """Take a meter out; its measuring point has none from then on.

    Raises Meter.DoesNotExist if it is not in the member's reach, and BadMeter for one
    that is gone already, or a reading or time that cannot be.
    """
    meter = held_meter(meter_id, by=by)
    point = meter.measuring_point
    if meter.removed_at is not None:
        raise BadMeter(
            "Meter %(number)s was taken out at %(gone)s UTC already.",
            number=meter.number,
            gone=f"{meter.removed_at:%d.%m.%Y %H:%M}",
        )
    check_reading(removal.last_reading)
    check_moment(removal.moment, meter, at=at)
    meter.removed_at, meter.last_reading = removal.moment, removal.last_reading
    meter.save(update_fields=["removed_at", "last_reading"])
    details: dict[str, object] = {
        "meter_number": [meter.number, None],
        "last_reading": meter.last_reading,
    }
    if note := removal.note.strip()[: LONGEST["note"]]:
        details["note"] = note
    record_about("meter.removed", point, by=by.actor, at=at, details=details)
    return meter


@transaction.atomic
def undo_removal(meter_id: int, *, by: Membership, at: datetime) -> Meter:
    """Take back that a meter was taken out; it is there again without a last reading.

    Raises Meter.DoesNotExist if it is not in the member's reach, and BadMeter if it is
    there, or another one came after it.
    """
    meter = held_meter(meter_id, by=by)
    point = meter.measuring_point
    newest = meters_of(by.scope, point)[-1]
    if meter.removed_at is None or newest.id != meter.id:
        raise BadMeter(
            "Meter %(number)s was not taken out last at '%(point)s'.",
            number=meter.number,
            point=point.name,
        )
    details = {
        "meter_number": [None, meter.number],
        "last_reading": meter.last_reading,
    }
    record_about("meter.removal_undone", point, by=by.actor, at=at, details=details)
    meter.removed_at = meter.last_reading = None
    meter.save(update_fields=["removed_at", "last_reading"])
    return meter
