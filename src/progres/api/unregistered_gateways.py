"""Gateways that nobody registered: /api/v1/gateways/unregistered."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers
from progres.api.fields import Text
from progres.api.paging import Paging, Part, part_of
from progres.gateways.queries import search_unregistered
from progres.readings.coverage import count_devices_heard

router = Router(tags=["gateways"])


class UnregisteredOut(Schema):
    tenant: int = Field(description="Whose connections tell of it.")
    eui: str = Field(description="As network servers call it.")
    found_at: datetime
    last_heard_at: datetime = Field(description="To the minute.")
    devices: int | None = Field(
        description="In reach, heard through it within seven days; null for who may"
        " not see readings."
    )


@router.get(
    "/unregistered",
    response=Part[UnregisteredOut],
    auth=readers(Permission.GATEWAYS_VIEW),
)
def list_unregistered_gateways(
    request: ApiRequest, paging: Query[Paging], q: Text = ""
) -> dict[str, Any]:
    """What own connections tell of and nobody registered, the one found last first."""
    by = request.by
    part = part_of(search_unregistered(by.scope, text=q), paging, newest_first=True)
    called = [gateway.gateway_id for gateway in part["items"]]
    devices = (
        count_devices_heard(by.scope, called, at=timezone.now())
        if by.may(Permission.READINGS_VIEW)
        else None
    )
    part["items"] = [
        {
            "tenant": gateway.tenant_id,
            "eui": gateway.gateway_id,
            "found_at": gateway.first_heard_at,
            "last_heard_at": gateway.heard_at,
            "devices": None if devices is None else devices.get(gateway.gateway_id, 0),
        }
        for gateway in part["items"]
    ]
    return part
