"""What would go when the grace period of a contract is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from progres.accounts.models import ContractAccount, User
from progres.database.scope import Scope
from progres.tenants.contracts import terms_of
from progres.tenants.models import Contract, Tenant
from progres.tenants.queries import tenants_below
from progres.tenants.rules import Term

MOST_NAMED = 100  # instances and accounts that are listed by name


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The instances that end with a contract, and all that is stored of them.

    `rows` are numbers by table. `accounts` go on the day after the end, but for those
    `named`, who go with the data.
    """

    term: Term
    tenants: Sequence[Tenant]
    tenant_count: int
    account_count: int
    named: Sequence[User]
    rows: Mapping[str, int]


def what_would_go(scope: Scope, contract: Contract, *, at: datetime) -> Ending | None:
    """Say what ends with a contract in scope; None while another governs its instance."""
    term, covered = covered_by(scope, contract, at=at)
    if term is None:
        return None
    tenants = Tenant.objects.of(scope).filter(id__in=covered).order_by("name", "id")
    named = ContractAccount.objects.of(scope).filter(contract=contract)
    users = User.objects.of(scope).filter(tenant_id__in=covered)
    return Ending(
        term=term,
        tenants=list(tenants[:MOST_NAMED]),
        tenant_count=len(covered),
        account_count=users.count(),
        named=list(users.filter(id__in=named.values("user_id")).order_by("id")),
        rows=_rows_of(covered),
    )


def covered_by(
    scope: Scope, contract: Contract, *, at: datetime
) -> tuple[Term | None, list[int]]:
    """The term of a contract in scope and the instances that it governs, by their ids.

    No term while another contract governs its own instance.
    """
    below = tenants_below(scope, contract.tenant_id)
    terms = {
        tenant_id: term
        for tenant_id, term in terms_of(below, at=at).items()
        if term.contract_id == contract.id
    }
    return terms.get(contract.tenant_id), sorted(terms)


def _rows_of(tenant_ids: Sequence[int]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select place, total from rows_of_tenants(%s)", [list(tenant_ids)]
        )
        return {place: found for place, found in cursor if found}
