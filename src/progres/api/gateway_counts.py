"""What a gateway counts itself: /api/v1/gateways/{id}/counts."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers
from progres.gateways.counts import bands_of_gateway, counts_of_gateway
from progres.gateways.queries import search_gateways

router = Router(tags=["gateways"])


class HourOut(Schema):
    hour: datetime = Field(description="Its beginning.")
    received: int
    bad_crc: int = Field(description="Of these, with CRC errors.")
    transmissions: dict[str, int] = Field(
        description="By result: OK, or why the gateway refused, as ChirpStack names it.",
        examples=[{"OK": 40, "TOO_LATE": 2}],
    )


class BandOut(Schema):
    lowest_hz: int
    highest_hz: int
    used: float = Field(description="Share of time.")
    allowed: float = Field(description="Share of time.")


class CountsOut(Schema):
    hours: list[HourOut] = Field(description="In which it counted something.")
    bands: list[BandOut] = Field(
        description="Air time as the gateway told last; empty: it does not tell."
    )


class CountsQuery(Schema):
    days: int = Field(30, ge=1, le=90)


@router.get(
    "/{int:gateway_id}/counts",
    response=CountsOut,
    auth=readers(Permission.GATEWAYS_VIEW),
)
def list_counts(
    request: ApiRequest, gateway_id: int, wanted: Query[CountsQuery]
) -> dict[str, Any]:
    """Packets, CRC errors and transmissions by the hour, as network servers deliver."""
    gateway = search_gateways(request.by.scope).get(id=gateway_id)
    since = timezone.now() - timedelta(days=wanted.days)
    return {
        "hours": counts_of_gateway(gateway.id, since=since),
        "bands": bands_of_gateway(gateway),
    }
