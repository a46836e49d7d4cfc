"""Who consumes where, from when to when: /api/v1/occupancies."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Text
from progres.api.noted import note_list, note_view
from progres.api.paging import Paging, Part, part_of
from progres.metering.occupancies import (
    change_occupancy,
    delete_occupancy,
    held_occupancy,
    move_in,
)
from progres.metering.occupancy_checks import OccupancyFields, said_of_occupancy
from progres.metering.occupants import get_occupancy, search_occupancies
from progres.metering.queries import get_point

router = Router(tags=["occupancies"])


class Presence(StrEnum):
    PRESENT = "present"
    FORMER = "former"


class Said(Body):
    """What may be left out of an occupancy."""

    until: AwareDatetime | None = Field(
        None, description="Exclusive; null while it lasts."
    )
    email: Text = Field("", max_length=254)
    phone: Text = Field("", max_length=60)
    reference: Text = Field(
        "", max_length=60, description="Such as the customer's number."
    )
    note: Text = Field("", max_length=500)
    user: Id | None = Field(
        None, description="The person's own account, which sees this time's values."
    )


class OccupancyIn(Said):
    measuring_point: Id
    name: Text = Field(
        min_length=1,
        max_length=200,
        description="Of the person, or a pseudonym.",
        examples=["Wohnung 3, Partei A"],
    )
    since: AwareDatetime = Field(description="Inclusive.")
    ends_former: bool = Field(
        False,  # noqa: FBT003
        description="End the occupancy that lasts there at `since`.",
    )


class OccupancyPatch(Said):
    """What is to be changed; what is left out stays."""

    name: Text = Field("", min_length=1, max_length=200)
    since: AwareDatetime = Field(default_factory=timezone.now)


class OccupancyOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    measuring_point: int = Field(validation_alias="measuring_point_id")
    name: str
    email: str
    phone: str
    reference: str
    since: datetime
    until: datetime | None
    note: str
    user: int | None = Field(validation_alias="user_id")
    created_at: datetime


@router.get("", response=Part[OccupancyOut], auth=readers(Permission.OCCUPANCIES_VIEW))
def list_occupancies(
    request: ApiRequest,
    paging: Query[Paging],
    q: Text = "",
    standing: Presence | None = None,
    measuring_point: Id | None = None,
) -> dict[str, Any]:
    """Who consumes where; `q` are beginnings of words of people, meters and addresses."""
    scope = request.by.scope
    found = search_occupancies(
        scope, text=q, standing=standing or "", at=timezone.now()
    )
    if measuring_point is not None:
        found = found.filter(measuring_point=get_point(scope, measuring_point))
    note_list(request, "occupancies.viewed", paging)
    return part_of(found, paging)


@router.post(
    "", response={201: OccupancyOut}, auth=writers(Permission.OCCUPANCIES_EDIT)
)
def add_occupancy(request: ApiRequest, fields: OccupancyIn) -> Status[Any]:
    """Note that somebody moves in; refused where somebody else consumes at that time."""
    said = fields.model_dump(exclude={"measuring_point", "ends_former", "user"})
    occupancy = move_in(
        fields.measuring_point,
        OccupancyFields(**said, user_id=fields.user),
        ends_former=fields.ends_former,
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, occupancy)


@router.get(
    "/{int:occupancy_id}",
    response=OccupancyOut,
    auth=readers(Permission.OCCUPANCIES_VIEW),
)
def read_occupancy(request: ApiRequest, occupancy_id: int) -> object:
    occupancy = get_occupancy(request.by.scope, occupancy_id)
    note_view(
        request, "occupancy.viewed", occupancy.target, tenant_id=occupancy.tenant_id
    )
    return occupancy


@router.patch(
    "/{int:occupancy_id}",
    response=OccupancyOut,
    auth=writers(Permission.OCCUPANCIES_EDIT),
)
def edit_occupancy(
    request: ApiRequest, occupancy_id: int, changes: OccupancyPatch
) -> object:
    """Change what is said of an occupancy; `until` is how somebody moves out."""
    given = changes.model_dump(exclude_unset=True)
    if "user" in given:
        given["user_id"] = given.pop("user")
    occupancy = held_occupancy(occupancy_id, by=request.by)
    fields = replace(said_of_occupancy(occupancy), **given)
    return change_occupancy(occupancy_id, fields, by=request.by, at=timezone.now())


@router.delete(
    "/{int:occupancy_id}",
    response={204: None},
    auth=writers(Permission.OCCUPANCIES_EDIT),
)
def remove_occupancy(request: ApiRequest, occupancy_id: int) -> Status[None]:
    """Delete an occupancy as if it had not been noted; readings stay."""
    delete_occupancy(occupancy_id, by=request.by, at=timezone.now())
    return Status(204, None)
