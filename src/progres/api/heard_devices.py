"""Which devices a gateway hears: /api/v1/gateways/{id}/heard-devices."""

from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers
from progres.api.problems import Forbidden
from progres.gateways.queries import search_gateways
from progres.readings.coverage import devices_heard, reach_of_gateway

router = Router(tags=["gateways"])


class HeardDeviceOut(Schema):
    """How the gateway hears a device; means of seven days."""

    device: int = Field(validation_alias="device_id")
    name: str
    uplinks: int
    rssi_dbm: float | None
    snr_db: float | None
    best_snr_db: float | None
    margin_db: float | None = Field(
        description="Mean SNR above the demodulation floor of the spreading factor."
    )
    alone: bool = Field(
        validation_alias="is_alone", description="No other gateway hears it."
    )


class HeardOut(Schema):
    devices: int
    alone: int = Field(description="How many no other gateway hears.")
    weak: int = Field(description="How many have a margin below 5 dB.")
    items: list[HeardDeviceOut] = Field(description="The weakest first.")


class HeardQuery(Schema):
    alone: bool = False
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10_000_000)


@router.get(
    "/{int:gateway_id}/heard-devices",
    response=HeardOut,
    auth=readers(Permission.READINGS_VIEW),
)
def list_heard_devices(
    request: ApiRequest, gateway_id: int, wanted: Query[HeardQuery]
) -> dict[str, Any]:
    """Devices in reach that the gateway heard within seven days, hour by hour."""
    scope, at = request.by.scope, timezone.now()
    if not request.by.may(Permission.GATEWAYS_VIEW):
        raise Forbidden(Permission.GATEWAYS_VIEW)
    eui = search_gateways(scope).get(id=gateway_id).gateway_id
    reach = reach_of_gateway(scope, eui, at=at)
    items = devices_heard(
        scope,
        eui,
        only_alone=wanted.alone,
        limit=wanted.limit,
        offset=wanted.offset,
        at=at,
    )
    return {
        "devices": reach.devices,
        "alone": reach.alone,
        "weak": reach.weak,
        "items": items,
    }
