"""Which contract governs instances."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from progres.database.scope import Scope
from progres.tenants.models import Contract, ContractQuerySet, Tenant
from progres.tenants.rules import Standing, Term, standing_of


def terms_of(tenant_ids: Iterable[int], *, at: datetime) -> dict[int, Term]:
    """Terms of the contracts that govern instances in scope, by instance.

    A contract may be that of an instance above that is not in scope. Instances without
    any are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select tenant_id, contract_id, holder_id, kind, starts_on, ends_on,"
            " grace_days, today from contracts_of_tenants(%s, %s)",
            [list(tenant_ids), at],
        )
        return {
            row[0]: Term(
                contract_id=row[1],
                holder_id=row[2],
                kind=row[3],
                starts_on=row[4],
                ends_on=row[5],
                grace_days=row[6],
                today=row[7],
            )
            for row in cursor
        }


def standing_at(tenant: Tenant, *, at: datetime) -> Standing:
    """Say how far an instance in scope is with its contract."""
    term = terms_of([tenant.id], at=at).get(tenant.id)
    return standing_of(term, is_operator=tenant.parent_id is None)


def search_contracts(scope: Scope) -> ContractQuerySet:
    """Contracts of the instances in scope, the latest first for each."""
    contracts = Contract.objects.of(scope).select_related("tenant")
    return contracts.order_by("tenant_id", "-starts_on", "id")


def get_contract(scope: Scope, contract_id: int) -> Contract:
    """Raise Contract.DoesNotExist for one that is not of an instance in scope."""
    return search_contracts(scope).get(id=contract_id)
