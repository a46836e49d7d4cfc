"""Whom a key or session acts for: /api/v1/me."""

from ninja import Router, Schema
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers

router = Router(tags=["me"])


class MeOut(Schema):
    id: int
    email: str
    first_name: str
    last_name: str
    language: str
    tenant: int
    role: str = Field(examples=["viewer"])
    permissions: list[str] = Field(description="In the own instance and all below.")


@router.get("", response=MeOut, auth=readers(Permission.TENANTS_VIEW))
def show_me(request: ApiRequest) -> dict[str, object]:
    """Say who calls, and what he may do."""
    by = request.by
    names = ("id", "email", "first_name", "last_name", "language", "role")
    return {
        **{name: getattr(by.user, name) for name in names},
        "tenant": by.tenant.id,
        "permissions": sorted(by.permissions),
    }
