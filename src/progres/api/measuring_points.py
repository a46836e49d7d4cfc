"""Where consumption is measured: /api/v1/measuring-points."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import orjson
from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.device_readings import DAY, Question, ReadingsOut
from progres.api.fields import Body, Id, Name, Text
from progres.api.paging import Paging, Part, part_of
from progres.api.problems import Forbidden
from progres.kit.clock import EPOCH
from progres.metering.actions import (
    change_point,
    create_point,
    delete_point,
)
from progres.metering.checks import HIGHEST_FACTOR, PointFields, said_of_point
from progres.metering.queries import get_point, installed_at, search_points
from progres.metering.rules import Medium
from progres.metering.series import COUNTED, series_of_point
from progres.tenants.queries import get_tenant

router = Router(tags=["measuring points"])

Factor = Annotated[float, Field(gt=0, le=HIGHEST_FACTOR)]


class Numbers(Body):
    """What may be left out of a measuring point."""

    unit: Text = Field(
        "", max_length=12, description="Of the registers; empty: the usual one."
    )
    number: Text = Field("", max_length=60, description="Free, for any medium.")
    market_location: Text = Field(
        "",
        max_length=40,
        description="11 digits, of which the last is checked; electricity and gas.",
        examples=["41373559241"],
    )
    metering_location: Text = Field(
        "", max_length=60, description="33 characters; electricity and gas."
    )
    obis: Text = Field("", max_length=40, examples=["1-0:1.8.0"])
    transformer_factor: Factor | None = Field(None, description="Electricity; above 0.")
    calorific_value: Factor | None = Field(None, description="Gas, in kWh/m³.")
    correction_factor: Factor | None = Field(None, description="Gas; above 0.")
    asset: Id | None = Field(None, description="What it is in; null: in nothing.")
    notes: Text = Field("", max_length=5000)


class PointIn(Numbers):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    name: Name = Field(examples=["Rathaus, Kaltwasser"])
    medium: Medium


class PointPatch(Numbers):
    """What is to be changed; what is left out stays."""

    name: Name = Field(default_factory=str)
    medium: Medium = Medium.OTHER


class PointOut(Schema):
    id: int
    tenant: int
    asset: int | None
    name: str
    medium: str
    unit: str
    number: str
    market_location: str
    metering_location: str
    obis: str
    transformer_factor: float | None
    calorific_value: float | None
    correction_factor: float | None
    notes: str
    meter_number: str | None = Field(description="Of the meter installed now.")
    device: int | None = Field(description="What reads that meter.")
    created_at: datetime


class SeriesQuestion(Question):
    keys: Text = Field(
        COUNTED,
        description="`counted`, or ids of meters as in the list of exchanges, separated "
        "by commas; at most 50.",
        examples=["counted"],
    )


@router.get("", response=Part[PointOut], auth=readers(Permission.MEASURING_POINTS_VIEW))
def list_measuring_points(
    request: ApiRequest,
    paging: Query[Paging],
    q: Text = "",
    medium: Medium | None = None,
) -> dict[str, Any]:
    """Measuring points; `q` are beginnings of words of the name and of numbers."""
    points = search_points(request.by.scope, text=q, medium=medium or "")
    part = part_of(points, paging)
    return {**part, "items": _told(request, part["items"])}


@router.post(
    "", response={201: PointOut}, auth=writers(Permission.MEASURING_POINTS_EDIT)
)
def add_measuring_point(request: ApiRequest, fields: PointIn) -> Status[Any]:
    """Make a measuring point; its first meter is put in by POST /meter-exchanges."""
    said = fields.model_dump(exclude={"tenant", "asset"})
    point = create_point(
        PointFields(**said, asset_id=fields.asset),
        tenant=get_tenant(request.by.scope, fields.tenant or request.by.tenant.id),
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, _told(request, [point])[0])


@router.get(
    "/{int:point_id}",
    response=PointOut,
    auth=readers(Permission.MEASURING_POINTS_VIEW),
)
def show_measuring_point(request: ApiRequest, point_id: int) -> object:
    return _told(request, [get_point(request.by.scope, point_id)])[0]


@router.patch(
    "/{int:point_id}",
    response=PointOut,
    auth=writers(Permission.MEASURING_POINTS_EDIT),
)
def edit_measuring_point(
    request: ApiRequest, point_id: int, changes: PointPatch
) -> object:
    """Change what is said of a measuring point; its unit stays once it has meters."""
    given = changes.model_dump(exclude_unset=True)
    if "asset" in given:
        given["asset_id"] = given.pop("asset")
    point = get_point(request.by.scope, point_id, to_change=True)
    fields = replace(said_of_point(point), **given)
    changed = change_point(point_id, fields, by=request.by, at=timezone.now())
    return _told(request, [changed])[0]


@router.delete(
    "/{int:point_id}",
    response={204: None},
    auth=writers(Permission.MEASURING_POINTS_EDIT),
)
def remove_measuring_point(request: ApiRequest, point_id: int) -> Status[None]:
    """Delete a measuring point with the history of its meters; devices stay."""
    delete_point(point_id, by=request.by, at=timezone.now())
    return Status(204, None)


@router.get(
    "/{int:point_id}/series",
    response=ReadingsOut,
    auth=readers(Permission.READINGS_VIEW),
)
def list_series(
    request: ApiRequest, point_id: int, asked: Query[SeriesQuestion]
) -> HttpResponse:
    """What was counted over all meters without a break, and registers as they are."""
    if not request.by.may(Permission.MEASURING_POINTS_VIEW):
        raise Forbidden(Permission.MEASURING_POINTS_VIEW)
    end = asked.end or timezone.now()
    start = asked.start or max(end, EPOCH + DAY) - DAY
    series = series_of_point(
        request.by.scope,
        point_id,
        asked.keys.split(","),
        start=start,
        end=end,
        buckets=asked.buckets,
    )
    # Not through `response`, as readings of devices.
    content = orjson.dumps({"series": series}, option=orjson.OPT_UTC_Z)
    return HttpResponse(content, content_type="application/json")


def _told(request: ApiRequest, points: Sequence[Any]) -> list[dict[str, Any]]:
    """Put points together with the meters that are at them now."""
    meters = installed_at(request.by.scope, points)
    names = PointOut.model_fields.keys() - {"tenant", "asset", "meter_number", "device"}
    return [
        {
            **{name: getattr(point, name) for name in names},
            "tenant": point.tenant_id,
            "asset": point.asset_id,
            "meter_number": meters[point.id].number if point.id in meters else None,
            "device": meters[point.id].device_id if point.id in meters else None,
        }
        for point in points
    ]
