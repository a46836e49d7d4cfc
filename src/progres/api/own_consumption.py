"""What a person consumed where he or she lives: /api/v1/own-consumption."""

from datetime import datetime
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers
from progres.api.device_readings import DAY, Period, ReadingsOut
from progres.kit.clock import EPOCH
from progres.metering.occupants import occupancies_of_user
from progres.metering.series import series_of_occupancy

router = Router(tags=["own consumption"])


class OwnOut(Schema):
    """A measuring point and the own time there; `until` is null while it lasts."""

    id: int
    measuring_point: str
    medium: str
    unit: str
    since: datetime
    until: datetime | None


@router.get("", response=list[OwnOut], auth=readers(Permission.OWN_CONSUMPTION_VIEW))
def list_own_consumption(request: ApiRequest) -> list[dict[str, Any]]:
    """The occupancies that are linked to the caller's account, the newest first."""
    found = occupancies_of_user(request.by.scope, request.by.user.id)
    return [
        {
            "id": occupancy.id,
            "measuring_point": occupancy.measuring_point.name,
            "medium": occupancy.measuring_point.medium,
            "unit": occupancy.measuring_point.unit,
            "since": occupancy.since,
            "until": occupancy.until,
        }
        for occupancy in found
    ]


@router.get(
    "/{int:occupancy_id}/series",
    response=ReadingsOut,
    auth=readers(Permission.OWN_CONSUMPTION_VIEW),
)
def list_own_series(
    request: ApiRequest, occupancy_id: int, asked: Query[Period]
) -> HttpResponse:
    """What was counted in the own time from 0 on; nothing of before or after it."""
    end = asked.end or timezone.now()
    series = series_of_occupancy(
        request.by.scope,
        request.by.user.id,
        occupancy_id,
        start=asked.start or max(end, EPOCH + DAY) - DAY,
        end=end,
        buckets=asked.buckets,
    )
    # Not through `response`, as readings of devices.
    content = orjson.dumps({"series": [series]}, option=orjson.OPT_UTC_Z)
    return HttpResponse(content, content_type="application/json")
