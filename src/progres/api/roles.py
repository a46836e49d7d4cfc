"""Roles, built-in and composed: /api/v1/roles."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from progres.accounts.access import PERMISSIONS, Permission
from progres.accounts.models import OwnRole
from progres.accounts.queries import get_own_role, search_own_roles
from progres.accounts.role_actions import change_role, create_role, delete_role
from progres.accounts.roles import rights_of_own_role
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Text
from progres.tenants.queries import get_tenant

router = Router(tags=["roles"])


class RoleIn(Body):
    tenant: Id | None = Field(
        None, description="Where it can be given, and below; the key's own if left out."
    )
    name: Text = Field(max_length=60, examples=["Caretaker"])
    description: Text = Field("", max_length=300)
    permissions: list[Permission] = Field(min_length=1, max_length=len(Permission))


class RoleChange(Body):
    """What is to be changed; what is left out stays."""

    name: Text = Field(default_factory=str, max_length=60)
    description: Text = Field("", max_length=300)
    permissions: list[Permission] = Field(
        default_factory=list, min_length=1, max_length=len(Permission)
    )


class RoleOut(Schema):
    id: int | None = Field(description="null for a built-in role.")
    slug: str = Field(
        description="What an account, invitation or grant is given.",
        examples=["role-17"],
    )
    name: str
    description: str
    tenant: int | None = Field(
        description="Who composed it; null for a built-in role and one from above."
    )
    permissions: list[str]
    built_in: bool


@router.get("", response=list[RoleOut], auth=readers(Permission.USERS_VIEW))
def list_roles(request: ApiRequest) -> list[dict[str, Any]]:
    """Every role that can be given in reach: the built-in ones first."""
    built_in = [
        {
            "id": None,
            "slug": slug,
            "name": slug,
            "description": "",
            "tenant": None,
            "permissions": _listed(rights),
            "built_in": True,
        }
        for slug, rights in PERMISSIONS.items()
    ]
    return built_in + [_out(request, r) for r in search_own_roles(request.by.scope)]


@router.post("", response={201: RoleOut}, auth=writers(Permission.USERS_EDIT))
def compose_role(request: ApiRequest, fields: RoleIn) -> Status[Any]:
    """Compose a role of rights that the key has itself."""
    tenant = get_tenant(request.by.scope, fields.tenant or request.by.tenant.id)
    role = create_role(
        **fields.model_dump(exclude={"tenant"}),
        tenant=tenant,
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, _out(request, role))


@router.patch("/{int:role_id}", response=RoleOut, auth=writers(Permission.USERS_EDIT))
def edit_role(request: ApiRequest, role_id: int, changes: RoleChange) -> dict[str, Any]:
    """Change a role; it holds at once for all who have it."""
    role = get_own_role(request.by.scope, role_id, to_change=True)
    names = ("name", "description", "permissions")
    said = {name: getattr(role, name) for name in names}
    said |= changes.model_dump(exclude_unset=True)
    return _out(request, change_role(role_id, **said, by=request.by, at=timezone.now()))


@router.delete(
    "/{int:role_id}", response={204: None}, auth=writers(Permission.USERS_EDIT)
)
def remove_role(request: ApiRequest, role_id: int) -> Status[None]:
    """Delete a role that nobody has."""
    delete_role(role_id, by=request.by, at=timezone.now())
    return Status(204, None)


def _out(request: ApiRequest, role: OwnRole) -> dict[str, Any]:
    reached = role.tenant_id in request.by.scope.tenant_ids
    return {
        "id": role.id,
        "slug": role.slug,
        "name": role.name,
        "description": role.description,
        "tenant": role.tenant_id if reached else None,
        "permissions": _listed(rights_of_own_role(role)),
        "built_in": False,
    }


def _listed(rights: frozenset[Permission]) -> Sequence[str]:
    return [right.value for right in Permission if right in rights]
