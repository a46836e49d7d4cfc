"""When the operator's staff may act in an instance: /api/v1/support-accesses."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.accounts.models import SupportAccess
from progres.accounts.support import search_all_support
from progres.accounts.support_actions import end_support_access
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.paging import Paging, Part, part_of

router = Router(tags=["support"])


class SupportAccessOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    user: str | None = Field(description="null: somebody whose account was erased.")
    reason: str = Field(examples=["Connection is silent, ticket 4711"])
    began_at: datetime
    ends_at: datetime
    ended_at: datetime | None = Field(description="If it was ended before its end.")

    @staticmethod
    def resolve_user(access: SupportAccess) -> str | None:
        return access.user.full_name if access.user else None


@router.get("", response=Part[SupportAccessOut], auth=readers(Permission.SUPPORT_VIEW))
def list_support_accesses(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Accesses of the operator's staff to the key's own instance and all below."""
    return part_of(search_all_support(request.by.scope), paging, newest_first=True)


@router.delete(
    "/{int:access_id}", response={204: None}, auth=writers(Permission.SUPPORT_VIEW)
)
def end_access(request: ApiRequest, access_id: int) -> Status[None]:
    """End an access at once."""
    end_support_access(access_id, by=request.by, at=timezone.now())
    return Status(204, None)
