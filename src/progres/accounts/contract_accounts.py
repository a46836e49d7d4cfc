"""The accounts that outlive a contract, to look and export during the days of grace."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from progres.accounts.contract_checks import BadContract
from progres.accounts.membership import Membership
from progres.accounts.models import ContractAccount, User
from progres.audit.actions import record
from progres.tenants.contracts import get_contract
from progres.tenants.models import Contract
from progres.tenants.rules import MOST_EXPORT_ACCOUNTS


def export_accounts_of(contract: Contract) -> list[int]:
    """Ids of the accounts that outlive a contract in scope."""
    named = ContractAccount.objects.filter(contract=contract)  # tenancy: its contract's
    return list(named.order_by("id").values_list("user_id", flat=True))


@transaction.atomic
def name_export_accounts(
    contract_id: int, user_ids: Sequence[int], *, by: Membership, at: datetime
) -> Contract:
    """Name the accounts that outlive a contract, as the customer does.

    Raises Contract.DoesNotExist for one that is not in scope, and BadContract.
    """
    contract = get_contract(by.scope, contract_id)
    before = sorted(export_accounts_of(contract))
    name_accounts(contract, user_ids, by=by)
    after = sorted(export_accounts_of(contract))
    if before != after:
        told = [", ".join(str(user_id) for user_id in ids) for ids in (before, after)]
        record(
            "contract.changed",
            tenant_id=contract.tenant_id,
            target=contract.target,
            by=by.actor,
            at=at,
            details={"export_accounts": told},
        )
    return contract


def name_accounts(
    contract: Contract, user_ids: Sequence[int], *, by: Membership
) -> None:
    """Name these and no others; they must be under the contract, which is in scope.

    Raises BadContract. Where the contract is closed to `by`, it is not for `by` to say
    whose accounts they are, nor to learn it from the answer.
    """
    wanted = set(user_ids)
    if len(wanted) > MOST_EXPORT_ACCOUNTS:
        raise BadContract("At most two accounts can outlive a contract.")
    known = set(export_accounts_of(contract))
    if wanted == known:
        return
    if contract.tenant_id in by.scope.named_ids:
        raise BadContract(
            "Which accounts outlive the contract is named in '%(tenant)s' itself.",
            tenant=contract.tenant.name,
        )
    under = User.objects.of(by.scope).filter(
        tenant__lineage__contains=[contract.tenant_id]
    )
    for user_id in sorted(wanted - known):
        if not under.filter(id=user_id).exists():
            raise BadContract(
                "There is no account %(id)s under this contract that could outlive it.",
                id=user_id,
            )
        ContractAccount(
            contract=contract, tenant_id=contract.tenant_id, user_id=user_id
        ).save(force_insert=True)
    named = ContractAccount.objects.filter(contract=contract)  # tenancy: its contract's
    named.exclude(user_id__in=wanted).delete()
