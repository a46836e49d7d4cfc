"""Addresses of wall screens: /api/v1/display-tokens."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Name
from progres.api.paging import Paging, Part, part_of
from progres.displays.actions import DisplayFields, make_display, revoke_display
from progres.displays.queries import search_displays
from progres.displays.rules import LONGEST_DAYS, Shown
from progres.tenants.queries import get_tenant

router = Router(tags=["display-tokens"])


class DisplayTokenIn(Body):
    tenant: Id | None = Field(
        None,
        description="It shows this instance and all below; the key's own if left out, "
        "and the device's where it shows one.",
    )
    name: Name = Field(description="Where it hangs.", examples=["Entrance hall"])
    shown: Shown
    device: Id | None = Field(None, description="Which one, with `shown` 'device'.")
    expires_at: AwareDatetime = Field(description=f"Within {LONGEST_DAYS} days.")


class DisplayTokenOut(Schema):
    """A wall screen without its address."""

    id: int
    tenant: int = Field(validation_alias="tenant_id")
    name: str
    prefix: str = Field(examples=["pd_Xb31TqLz"])
    shown: Shown
    device: int | None = Field(validation_alias="device_id")
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class NewDisplayTokenOut(DisplayTokenOut):
    """A wall screen with its address."""

    url: str = Field(description="Shown this once; only its hash is kept.")


@router.get("", response=Part[DisplayTokenOut], auth=readers(Permission.DISPLAYS_EDIT))
def list_display_tokens(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Wall screens of the key's own instance and all below, expired ones too."""
    return part_of(search_displays(request.by.scope), paging)


@router.post(
    "", response={201: NewDisplayTokenOut}, auth=writers(Permission.DISPLAYS_EDIT)
)
def create_display_token(request: ApiRequest, fields: DisplayTokenIn) -> Status[Any]:
    """Let a wall screen show one page; whoever has its address sees that page."""
    tenant = get_tenant(request.by.scope, fields.tenant or request.by.tenant.id)
    said = DisplayFields(
        name=fields.name,
        shown=fields.shown,
        expires_at=fields.expires_at,
        device_id=fields.device,
    )
    display, token = make_display(said, tenant=tenant, by=request.by, at=timezone.now())
    shown = DisplayTokenOut.from_orm(display).model_dump()
    url = settings.BASE_URL + reverse("web:display", args=[token])
    return Status(201, NewDisplayTokenOut.model_construct(**shown, url=url))


@router.delete(
    "/{int:display_token_id}",
    response={204: None},
    auth=writers(Permission.DISPLAYS_EDIT),
)
def revoke_display_token(request: ApiRequest, display_token_id: int) -> Status[None]:
    """End a screen's address at once."""
    revoke_display(display_token_id, by=request.by, at=timezone.now())
    return Status(204, None)
