"""What happens on the day after a contract has ended: its accounts are erased."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db import connection, transaction

from progres.accounts.models import ContractAccount, Grant, Invitation, User
from progres.audit.actions import record_about
from progres.audit.rules import PLATFORM
from progres.database.scope import Scope, scoped
from progres.tenants.models import Contract

# Says which accounts in a scope must not be erased yet; for layers above to fill.
Held = Callable[[Scope], Collection[int]]


def nobody(_scope: Scope) -> Collection[int]:
    """Hold no account."""
    return ()


def end_contracts(*, held: Held = nobody, at: datetime) -> int:
    """Erase the accounts under every contract that is over; say how many.

    Those named on the contract stay, to export the data. Those `held` cannot sign in
    any more, and go once they are let go. Grants and open invitations end too. Done
    twice it finds nothing any more.
    """
    return sum(
        _end(
            contract_id,
            Scope(frozenset({holder_id, *tenant_ids})),
            tenant_ids,
            held,
            at,
        )
        for contract_id, holder_id, tenant_ids in _to_end(at)
    )


def _to_end(at: datetime) -> list[tuple[int, int, list[int]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select contract_id, holder_id, tenants from contracts_to_end(%s)", [at]
        )
        return list(cursor.fetchall())


@transaction.atomic
def _end(
    contract_id: int, scope: Scope, tenant_ids: Sequence[int], held: Held, at: datetime
) -> int:
    with scoped(scope):
        contract = Contract.objects.of(scope).select_for_update().get(id=contract_id)
        named = ContractAccount.objects.of(scope).filter(contract=contract)
        users = User.objects.of(scope).filter(tenant_id__in=tenant_ids)
        users = users.exclude(id__in=named.values("user_id"))
        users.filter(id__in=held(scope)).update(is_active=False)
        erased = list(users.exclude(id__in=held(scope)).order_by("id"))
        for user in erased:
            _erase(user, at)
        grants, _ = Grant.objects.of(scope).filter(tenant_id__in=tenant_ids).delete()
        invitations, _ = (
            Invitation.objects.of(scope).filter(tenant_id__in=tenant_ids).delete()
        )
        if not (erased or grants or invitations):
            return 0  # all that is left is held
        record_about(
            "contract.ended",
            contract,
            by=PLATFORM,
            at=at,
            details={
                "erased_accounts": len(erased),
                "ended_grants": grants,
                "ended_invitations": invitations,
            },
        )
    return len(erased)


def _erase(user: User, at: datetime) -> None:
    record_about(
        "user.deleted",
        user,
        by=PLATFORM,
        at=at,
        details={"reason": "contract"},
    )
    with connection.cursor() as cursor:
        cursor.execute("select delete_account(%s)", [user.id])
