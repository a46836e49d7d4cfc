"""People of an instance: /api/v1/users."""

from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.accounts.invitation_actions import withdraw_invitation
from progres.accounts.models import Invitation, User
from progres.accounts.people import PersonFields
from progres.accounts.queries import (
    get_invitation,
    get_user,
    search_invitations,
    search_users,
)
from progres.accounts.user_actions import change_user, delete_user
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, RoleSlug, Text
from progres.api.noted import note_list, note_view
from progres.api.paging import Paging, Part, read_cursor, write_cursor
from progres.notifications.account_mails import invite, invite_again
from progres.tenants.queries import get_tenant

router = Router(tags=["users"])


class UserIn(Body):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    email: Text = Field(max_length=254, examples=["klara.lenz@example.org"])
    first_name: Text = Field(max_length=60, examples=["Klara"])
    last_name: Text = Field(max_length=60, examples=["Lenz"])
    role: RoleSlug
    asset: Id | None = Field(None, description="What the role is limited to.")
    language: Literal["de", "en"] | None = Field(
        None, description="Of pages and mails; the instance's if left out."
    )
    company: Text = Field("", max_length=100)
    phone: Text = Field("", max_length=40)
    address: Text = Field("", max_length=200)


class UserChange(Body):
    """What is to be changed; what is left out stays."""

    first_name: Text = Field(default_factory=str, max_length=60)
    last_name: Text = Field(default_factory=str, max_length=60)
    role: RoleSlug = "viewer"
    asset: Id | None = Field(None, description="null: the role is not limited.")
    language: Literal["de", "en"] = Field("de")
    company: Text = Field("", max_length=100)
    phone: Text = Field("", max_length=40)
    address: Text = Field("", max_length=200)
    is_active: bool = Field(
        default_factory=bool, description="false: the account can do nothing."
    )


class UserOut(Schema):
    """A person with an account, or one who is invited and has not agreed yet."""

    id: int
    tenant: int = Field(validation_alias="tenant_id")
    email: str
    first_name: str
    last_name: str
    role: str = Field(examples=["viewer"])
    asset: int | None = Field(
        validation_alias="asset_id", description="What the role is limited to."
    )
    language: str
    company: str
    phone: str
    address: str
    status: Literal["invited", "active", "disabled"]
    created_at: datetime

    @staticmethod
    def resolve_status(person: User | Invitation) -> str:
        if isinstance(person, Invitation):
            return "invited"
        return "active" if person.is_active else "disabled"


@router.get("", response=Part[UserOut], auth=readers(Permission.USERS_VIEW))
def list_users(
    request: ApiRequest, paging: Query[Paging], email: Text = ""
) -> dict[str, Any]:
    """People of the key's own instance and all below, the invited ones among them."""
    note_list(request, "users.viewed", paging)
    (last,) = read_cursor(paging.cursor, "q") if paging.cursor else (0,)
    people: list[User | Invitation] = []
    wanted = {"id__gt": last, **({"email__iexact": email} if email else {})}
    for found in (search_users(request.by.scope), search_invitations(request.by.scope)):
        people += found.filter(**wanted).order_by("id")[: paging.limit + 1]
    people.sort(key=lambda person: person.id)
    items = people[: paging.limit]
    more = len(people) > paging.limit
    return {
        "items": items,
        "next_cursor": write_cursor("q", items[-1].id) if more else None,
    }


@router.post("", response={201: UserOut}, auth=writers(Permission.USERS_EDIT))
def invite_user(request: ApiRequest, fields: UserIn) -> Status[Any]:
    """Invite a person by mail; the account comes to be when the person agrees."""
    tenant = get_tenant(request.by.scope, fields.tenant or request.by.tenant.id)
    said = fields.model_dump(exclude={"tenant", "asset"})
    said["language"] = fields.language or tenant.language
    invitation = invite(
        PersonFields(**said),
        tenant=tenant,
        asset_id=fields.asset,
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, invitation)


@router.get("/{int:user_id}", response=UserOut, auth=readers(Permission.USERS_VIEW))
def show_user(request: ApiRequest, user_id: int) -> object:
    person: User | Invitation
    try:
        person = get_user(request.by.scope, user_id)
    except User.DoesNotExist:
        person = get_invitation(request.by.scope, user_id)
    note_view(request, "user.viewed", person.target, tenant_id=person.tenant_id)
    return person


@router.patch("/{int:user_id}", response=UserOut, auth=writers(Permission.USERS_EDIT))
def edit_user(request: ApiRequest, user_id: int, changes: UserChange) -> object:
    """Change what is said of a person; what is left out stays."""
    said = changes.model_dump(exclude_unset=True)
    if "asset" in said:
        said["asset_id"] = said.pop("asset")
    return change_user(user_id, said, by=request.by, at=timezone.now())


@router.post(
    "/{int:user_id}/invitation",
    response=UserOut,
    auth=writers(Permission.USERS_EDIT),
)
def send_invitation(request: ApiRequest, user_id: int) -> object:
    """Send the invitation again; its old link ends."""
    return invite_again(user_id, by=request.by, at=timezone.now())


@router.delete(
    "/{int:user_id}", response={204: None}, auth=writers(Permission.USERS_EDIT)
)
def remove_user(request: ApiRequest, user_id: int) -> Status[None]:
    """Erase an account, or take an invitation back."""
    try:
        delete_user(user_id, by=request.by, at=timezone.now())
    except User.DoesNotExist:
        withdraw_invitation(user_id, by=request.by, at=timezone.now())
    return Status(204, None)
