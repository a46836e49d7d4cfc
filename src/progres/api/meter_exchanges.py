"""Meters at measuring points, one after the other: /api/v1/meter-exchanges."""

from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Text
from progres.api.paging import Paging, Part, part_of
from progres.metering.checks import Exchange
from progres.metering.exchanges import exchange_meter, undo_exchange
from progres.metering.queries import get_point, search_meters
from progres.metering.removals import Removal, remove_meter, undo_removal
from progres.metering.rules import LARGEST, YEARS, Reason

router = Router(tags=["measuring points"])

Reading = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Year = Annotated[int, Field(ge=YEARS[0], le=YEARS[-1])]


class ExchangeIn(Body):
    measuring_point: Id
    moment: AwareDatetime | None = Field(None, description="Now if left out.")
    last_reading: Reading | None = Field(
        None, description="Of the meter that goes; needed where there is one."
    )
    meter_number: Text = Field(
        "",
        max_length=60,
        description="Empty: the meter stays, only the sensor changes.",
    )
    first_reading: Reading | None = Field(
        None, description="May be left out where the meter stays."
    )
    device: Id | None = Field(None, description="What reads the meter; null: nobody.")
    key: Text = Field(
        "",
        max_length=100,
        description="Its value that is the register; needed where it has several.",
        examples=["volume"],
    )
    calibrated_in: Year | None = Field(None, description="A year.")
    calibrated_until: Year | None = Field(None, description="A year, to its end.")
    reason: Reason = Reason.OTHER
    note: Text = Field("", max_length=500)


class RemovalIn(Body):
    moment: AwareDatetime | None = Field(None, description="Now if left out.")
    last_reading: Reading
    note: Text = Field("", max_length=500, description="For the audit log.")


class ExchangeOut(Schema):
    """A meter that was put in; `removed_at` is null while it is there."""

    id: int
    measuring_point: int = Field(validation_alias="measuring_point_id")
    meter_number: str = Field(validation_alias="number")
    device: int | None = Field(validation_alias="device_id")
    key: str
    moment: datetime = Field(validation_alias="installed_at")
    removed_at: datetime | None
    first_reading: float
    last_reading: float | None
    calibrated_in: int | None
    calibrated_until: int | None
    reason: str
    note: str


@router.get(
    "", response=Part[ExchangeOut], auth=readers(Permission.MEASURING_POINTS_VIEW)
)
def list_meter_exchanges(
    request: ApiRequest, paging: Query[Paging], measuring_point: Id | None = None
) -> dict[str, Any]:
    """Meters in the order in which they were noted, those that were removed, too."""
    scope = request.by.scope
    if measuring_point is not None:
        get_point(scope, measuring_point)
    return part_of(search_meters(scope, point_id=measuring_point), paging)


@router.post("", response={201: ExchangeOut}, auth=writers(Permission.METERS_EXCHANGE))
def add_meter_exchange(request: ApiRequest, fields: ExchangeIn) -> Status[Any]:
    """Put a meter in; the one before goes at the same moment."""
    at = timezone.now()
    said = fields.model_dump(
        exclude={"measuring_point", "moment", "meter_number", "device"}
    )
    exchange = Exchange(
        moment=fields.moment or at,
        number=fields.meter_number,
        device_id=fields.device,
        **said,
    )
    point_id = fields.measuring_point
    return Status(201, exchange_meter(point_id, exchange, by=request.by, at=at))


@router.post(
    "/{int:meter_id}/removal",
    response=ExchangeOut,
    auth=writers(Permission.METERS_EXCHANGE),
)
def take_meter_out(request: ApiRequest, meter_id: int, fields: RemovalIn) -> Any:
    """Take a meter out where no other one comes; it stays in the history."""
    at = timezone.now()
    removal = Removal(
        moment=fields.moment or at, last_reading=fields.last_reading, note=fields.note
    )
    return remove_meter(meter_id, removal, by=request.by, at=at)


@router.delete(
    "/{int:meter_id}/removal",
    response=ExchangeOut,
    auth=writers(Permission.METERS_EXCHANGE),
)
def put_meter_back(request: ApiRequest, meter_id: int) -> Any:
    """Undo that a meter was taken out, if no other one came since."""
    return undo_removal(meter_id, by=request.by, at=timezone.now())


@router.delete(
    "/{int:meter_id}", response={204: None}, auth=writers(Permission.METERS_EXCHANGE)
)
def remove_meter_exchange(request: ApiRequest, meter_id: int) -> Status[None]:
    """Undo an exchange, if it is the newest of its measuring point."""
    undo_exchange(meter_id, by=request.by, at=timezone.now())
    return Status(204, None)
