"""Who may give which right, and act on whose account."""

from collections.abc import Iterable

from progres.accounts.access import OWN_ROLE, Role, giveable
from progres.accounts.membership import Membership
from progres.accounts.people import BadAccount
from progres.accounts.roles import find_own_role, rights_of_roles
from progres.kit.refusal import Refusal
from progres.tenants.models import Tenant


class BeyondOwnRights(Refusal, PermissionError):
    """Somebody would give, or act on, rights that he does not have himself."""


def check_role(role: str, tenant: Tenant, *, by: Membership) -> None:
    """Let `by` give a role in an instance that must be in the scope.

    Raises BeyondOwnRights for a role with rights that `by` may not give, and for that
    of the operator's staff outside the operator's own instance; BadAccount for one that
    was composed elsewhere or not at all.
    """
    if OWN_ROLE.fullmatch(role):
        own = find_own_role(by.scope, role)
        if own is None or own.tenant_id not in tenant.lineage:
            raise BadAccount(
                "There is no role '%(role)s' in '%(tenant)s'; use a role of that "
                "instance or of one above.",
                role=role,
                tenant=tenant.name,
            )
    if not _is_giveable([role], by=by):
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


def check_above(roles: Iterable[str], *, by: Membership) -> None:
    """Let `by` act on an account with these roles. Raises BeyondOwnRights."""
    if not _is_giveable(roles, by=by):
        raise BeyondOwnRights(
            "This account has rights that you do not have yourself; "
            "somebody with all of them must do this."
        )


def _is_giveable(roles: Iterable[str], *, by: Membership) -> bool:
    rights = rights_of_roles(by.scope, roles)
    return frozenset().union(*rights.values()) <= giveable(by.permissions)
