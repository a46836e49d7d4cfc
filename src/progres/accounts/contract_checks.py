"""What a contract cannot be, and what it must not bring about unasked."""

from collections.abc import Sequence
from datetime import datetime

from progres.accounts.access import PERMISSIONS, Role
from progres.accounts.queries import search_own_roles
from progres.database.scope import Scope
from progres.kit.refusal import Refusal
from progres.tenants.contracts import terms_of
from progres.tenants.models import Contract
from progres.tenants.rules import ContractKind, Standing


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


def is_over(contract: Contract, at: datetime) -> bool:
    """Say whether the contract that governs the same instance is over."""
    term = terms_of([contract.tenant_id], at=at).get(contract.tenant_id)
    return term is not None and term.standing in {Standing.ENDED, Standing.DUE}


def refuse_older_end(contract: Contract, at: datetime, *, was_over: bool) -> None:
    """Refuse what would put an instance under another contract that is over.

    All accounts would be erased within minutes, and nobody has asked for that. Raises
    BadContract.
    """
    term = terms_of([contract.tenant_id], at=at).get(contract.tenant_id)
    if was_over or term is None or term.contract_id == contract.id:
        return
    if term.standing in {Standing.ENDED, Standing.DUE} and term.ends_on is not None:
        raise BadContract(
            "Another contract of '%(tenant)s' ended on %(day)s and would hold again: all "
            "accounts would be erased. Change or delete that one first.",
            tenant=contract.tenant.name,
            day=f"{term.ends_on:%d.%m.%Y}",
        )
