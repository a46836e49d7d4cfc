"""Uplinks that no device bears: /api/v1/unassigned-uplinks."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ninja import Query, Router, Schema
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers
from progres.api.fields import Text
from progres.api.paging import Paging, Part, part_of
from progres.connections.queries import search_unassigned
from progres.connections.rules import Reason

if TYPE_CHECKING:
    from progres.connections.models import UnassignedUplink

router = Router(tags=["connections"])


class UnassignedUplinkOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    connection: int = Field(validation_alias="connection_id")
    dev_eui: str
    reason: Reason = Field(
        description="unknown: no device has this DevEUI; ambiguous: several have it."
    )
    received_at: datetime
    ts: datetime
    f_cnt: int
    f_port: int | None
    payload: str = Field(description="Hexadecimal.")
    radio: dict[str, Any]
    receptions: list[dict[str, Any]]

    @staticmethod
    def resolve_payload(uplink: "UnassignedUplink") -> str:
        return bytes(uplink.payload).hex()


@router.get(
    "", response=Part[UnassignedUplinkOut], auth=readers(Permission.CONNECTIONS_VIEW)
)
def list_unassigned_uplinks(
    request: ApiRequest, paging: Query[Paging], dev_eui: Text = ""
) -> dict[str, Any]:
    """What waits for a device, the newest first; `dev_eui` may be a beginning."""
    uplinks = search_unassigned(request.by.scope, text=dev_eui)
    return part_of(uplinks, paging, newest_first=True)
