"""Water and heat are measured at measuring points: their meters go in afterwards.

What a meter showed when it was put in is what its device sent first.
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
from progres.metering.rules import UNITS, Medium
from progres.ops.demo.city import Thing
from progres.ops.demo.founding import member
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
        ),
        tenant=device.tenant,
        by=by,
        at=start,
    )
    exchange_meter(
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
