"""Roles in further instances: /api/v1/grants."""

from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from progres.accounts.access import Permission
from progres.accounts.grant_actions import change_grant, end_grant, give_access
from progres.accounts.models import Grant, User
from progres.accounts.people import BadAccount, PersonFields
from progres.accounts.queries import find_user_by_email, get_user, search_grants
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, RoleSlug, Text
from progres.api.noted import note_list
from progres.api.paging import Paging, Part, part_of
from progres.notifications.account_mails import invite
from progres.tenants.models import Tenant
from progres.tenants.queries import get_tenant

router = Router(tags=["grants"])


class GrantIn(Body):
    user: Id | None = Field(None, description="An account in reach, or `email`.")
    email: Text = Field(
        "",
        max_length=254,
        description="Who has no account in reach is invited by mail, and needs "
        "`first_name` and `last_name`.",
    )
    first_name: Text = Field("", max_length=60)
    last_name: Text = Field("", max_length=60)
    tenant: Id
    role: RoleSlug
    asset: Id | None = Field(None, description="What the role is limited to.")
    expires_at: AwareDatetime | None = Field(
        None, description="Not for who is invited; set it once the person agreed."
    )


class GrantChange(Body):
    """What is to be changed; what is left out stays."""

    role: RoleSlug = "viewer"
    asset: Id | None = Field(None, description="null: the role is not limited.")
    expires_at: AwareDatetime | None = Field(None, description="null: no end.")


class GrantOut(Schema):
    id: int | None = Field(description="null for who is invited and has not agreed.")
    user: int | None = Field(None, validation_alias="user_id")
    email: str
    tenant: int = Field(validation_alias="tenant_id")
    role: str
    asset: int | None = Field(validation_alias="asset_id")
    created_at: datetime
    expires_at: datetime | None
    status: Literal["invited", "given"]

    @staticmethod
    def resolve_email(grant: Grant | dict[str, Any]) -> str:
        return grant["email"] if isinstance(grant, dict) else grant.user.email

    @staticmethod
    def resolve_status(grant: Grant | dict[str, Any]) -> str:
        return "invited" if isinstance(grant, dict) else "given"


@router.get("", response=Part[GrantOut], auth=readers(Permission.USERS_VIEW))
def list_grants(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Roles that people of elsewhere have in the instances in reach."""
    note_list(request, "users.viewed", paging)
    return part_of(search_grants(request.by.scope), paging)


@router.post("", response={201: GrantOut}, auth=writers(Permission.USERS_EDIT))
def add_grant(request: ApiRequest, fields: GrantIn) -> Status[Any]:
    """Give a role in a further instance, or invite who has no account in reach."""
    tenant = get_tenant(request.by.scope, fields.tenant)
    user = _known(request, fields)
    if user is None:
        return Status(201, _invited(request, fields, tenant))
    grant = give_access(
        user.id,
        role=fields.role,
        tenant=tenant,
        asset_id=fields.asset,
        expires_at=fields.expires_at,
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, grant)


@router.patch("/{int:grant_id}", response=GrantOut, auth=writers(Permission.USERS_EDIT))
def edit_grant(request: ApiRequest, grant_id: int, changes: GrantChange) -> object:
    """Change role or end; what is left out stays."""
    said = changes.model_dump(exclude_unset=True)
    if "asset" in said:
        said["asset_id"] = said.pop("asset")
    return change_grant(grant_id, said, by=request.by, at=timezone.now())


@router.delete(
    "/{int:grant_id}", response={204: None}, auth=writers(Permission.USERS_EDIT)
)
def remove_grant(request: ApiRequest, grant_id: int) -> Status[None]:
    """End an access at once."""
    end_grant(grant_id, by=request.by, at=timezone.now())
    return Status(204, None)


def _known(request: ApiRequest, fields: GrantIn) -> User | None:
    if fields.user is not None:
        return get_user(request.by.scope, fields.user)
    return find_user_by_email(request.by.scope, fields.email)


def _invited(request: ApiRequest, fields: GrantIn, tenant: Tenant) -> dict[str, Any]:
    if fields.expires_at is not None:
        raise BadAccount("An end can be set once the person agreed; invite without it.")
    person = PersonFields(
        email=fields.email,
        first_name=fields.first_name,
        last_name=fields.last_name,
        role=fields.role,
        language=tenant.language,
    )
    invitation = invite(
        person, tenant=tenant, asset_id=fields.asset, by=request.by, at=timezone.now()
    )
    return {
        "id": None,
        "email": invitation.email,
        "tenant_id": tenant.id,
        "role": invitation.role,
        "asset_id": invitation.asset_id,
        "created_at": invitation.created_at,
        "expires_at": None,
    }
