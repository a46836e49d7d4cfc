"""Who may give which right, and act on whose account."""

from progres.accounts.access import Role, permissions_of
from progres.accounts.membership import Membership
from progres.kit.refusal import Refusal
from progres.tenants.models import Tenant


class BeyondOwnRights(Refusal, PermissionError):
    """Somebody would give, or act on, rights that he does not have himself."""


def check_role(role: str, tenant: Tenant, *, by: Membership) -> None:
    """Let `by` give a role in an instance that must be in the scope.

    Raises BeyondOwnRights for a role with rights that `by` does not have, and for that
    of the operator's staff outside the operator's own instance.
    """
    if not permissions_of(role) <= by.permissions:
        raise BeyondOwnRights(
            "The role '%(role)s' has rights that you do not have yourself; "
            "choose one with less.",
            role=role,
        )
    if role == Role.PLATFORM_ADMIN and tenant.parent_id is not None:
        raise BeyondOwnRights(
            "The role '%(role)s' is for the operator's own instance; use '%(other)s' in "
            "'%(tenant)s'.",
            role=role,
            other=Role.INSTANCE_ADMIN,
            tenant=tenant.name,
        )


def check_above(role: str, *, by: Membership) -> None:
    """Let `by` act on an account of this role. Raises BeyondOwnRights."""
    if not permissions_of(role) <= by.permissions:
        raise BeyondOwnRights(
            "This account has rights that you do not have yourself; "
            "somebody with all of them must do this."
        )
