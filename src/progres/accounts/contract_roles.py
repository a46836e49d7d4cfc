"""Which roles of the operator's staff a contract lets into its instances."""

from collections.abc import Sequence

from progres.accounts.access import PERMISSIONS, Role
from progres.accounts.queries import search_own_roles
from progres.database.scope import Scope
from progres.kit.refusal import Refusal
from progres.tenants.rules import ContractKind


class BadContract(Refusal):
    """A contract cannot be like this; the message says why and what would be right."""


def checked_roles(kind: str, roles: Sequence[str], scope: Scope) -> list[str]:
    """Return the roles that work daily in the instances of a contract.

    None where the customer runs them; administrators of the platform if a managed one
    names none. Raises BadContract for a role that is not known in scope.
    """
    if kind == ContractKind.SELF_RUN:
        return []
    known = {*PERMISSIONS, *(role.slug for role in search_own_roles(scope))}
    if unknown := set(roles) - known:
        raise BadContract(
            "'%(role)s' is not a role; use one of %(roles)s.",
            role=min(unknown),
            roles=", ".join(PERMISSIONS),
        )
    return sorted(set(roles)) or [Role.PLATFORM_ADMIN.value]
