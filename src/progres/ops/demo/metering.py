"""Water and heat are measured at measuring points: their meters go in afterwards.

What a meter showed when it was put in is what its device sent first. Some were exchanged
while the history went on.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from progres.accounts.membership import Membership
from progres.accounts.models import User
from progres.database.scope import scoped
from progres.devices.models import Device
from progres.devices.queries import search_devices
from progres.metering.actions import create_point
from progres.metering.checks import Exchange, PointFields
from progres.metering.exchanges import exchange_meter
from progres.metering.models import Meter
from progres.metering.rules import UNITS, Medium, Reason
from progres.ops.demo.city import Thing
from progres.ops.demo.founding import member
from progres.ops.demo.nature.moment import moment as moment_of
from progres.ops.demo.sendings import exchange_of
from progres.readings.queries import raw_series

# By the kind of device: what is measured, its register, and how long it is calibrated.
METERED: Final = {
    "water": (Medium.WATER, "volume", 6),
    "heat": (Medium.HEAT, "energy", 6),
}


@transaction.atomic
def put_meters_in(
    things: Iterable[Thing], operator: User, *, start: datetime, end: datetime
) -> None:
    """Make a measuring point for each thing that has a meter number and was heard."""
    with scoped((by := member(operator)).scope):
        devices = {device.dev_eui: device for device in search_devices(by.scope)}
        for thing in things:
            if thing.meter_number:
                _put_in(thing, devices[thing.dev_eui], by, start, end)


def _put_in(
    thing: Thing, device: Device, by: Membership, start: datetime, end: datetime
) -> None:
    medium, key, years = METERED[thing.kind.name]
    [register] = raw_series(by.scope, device.id, [key], start=start, end=end, limit=1)
    if not register.points:
        return
    moment, showed, *_ = register.points[0]
    point = create_point(
        PointFields(
            name=thing.name,
            medium=medium,
            unit=UNITS[medium],
            number=f"MP-{thing.number:05}",
            asset_id=device.asset_id,
        ),
        tenant=device.tenant,
        by=by,
        at=start,
    )
    first = exchange_meter(
        point.id,
        Exchange(
            moment=moment,
            number=thing.meter_number,
            first_reading=float(str(showed)),
            device_id=device.id,
            key=key,
            calibrated_in=start.year - thing.number % years,
            calibrated_until=start.year - thing.number % years + years,
        ),
        by=by,
        at=end,
    )
    exchanged_at = exchange_of(thing, end)
    if exchanged_at is not None and exchanged_at > moment:
        _exchange(thing, first, exchanged_at, by, end)


def _exchange(
    thing: Thing, old: Meter, moment: datetime, by: Membership, at: datetime
) -> None:
    """Put a new meter in, which the same device reads from nothing on."""
    before = thing.kind.measure(thing.seed, moment_of(moment), thing.traits)
    exchange_meter(
        old.measuring_point_id,
        Exchange(
            moment=moment,
            number=f"{thing.meter_number[:-4]}{thing.number + 7000:04}",
            last_reading=round(before[old.key], 3),
            first_reading=0.0,
            device_id=old.device_id,
            key=old.key,
            calibrated_in=moment.year,
            calibrated_until=moment.year + METERED[thing.kind.name][2],
            reason=Reason.CALIBRATION,
            note="Turnuswechsel",
        ),
        by=by,
        at=at,
    )
