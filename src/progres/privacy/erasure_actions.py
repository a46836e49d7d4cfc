"""Confirming that the instances under a contract are erased, and the proofs of it."""

from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.database.scope import Scope, scoped
from progres.kit.refusal import Refusal
from progres.privacy.ending import covered_by
from progres.privacy.models import ErasureProof, ErasureProofQuerySet, LegalHold
from progres.tenants.models import Contract, Tenant
from progres.tenants.rules import Standing


class CannotErase(Refusal):
    """The data under a contract cannot be erased now; the message says why."""


@transaction.atomic
def confirm_erasure(contract: Contract, *, by: Membership, at: datetime) -> None:
    """Let the worker erase all instances under a contract in scope, for good.

    Raises CannotErase before the days of grace are over, while a legal hold is in
    force, and where an instance below has a contract of its own.
    """
    scope = by.scope.with_named()
    covered = _erasable(contract, scope, at)
    root = Scope(frozenset({contract.tenant.lineage[0]}))
    with scoped(root):
        if ErasureProof.objects.of(root).filter(contract_id=contract.id).exists():
            raise CannotErase("This was confirmed before; the worker is erasing it.")
        ErasureProof(
            tenant_id=contract.tenant.lineage[0],
            contract=contract.number,
            contract_id=contract.id,
            instance=contract.tenant.name,
            erased_ids=covered,
            confirmed_by=by.user,
            confirmed_at=at,
        ).save(force_insert=True)
        record(
            "erasure.confirmed",
            tenant_id=contract.tenant.lineage[0],
            target=Target("tenant", str(contract.tenant_id), contract.tenant.name),
            by=by.actor,
            at=at,
            details={"number": contract.number, "erased_instances": len(covered)},
        )


def _erasable(contract: Contract, scope: Scope, at: datetime) -> list[int]:
    """The instances that would go, if they can."""
    term, covered = covered_by(scope, contract, at=at)
    if term is None or term.standing != Standing.DUE:
        raise CannotErase(
            "The days of grace of this contract are not over; its data stay until then."
        )
    held = LegalHold.objects.of(scope).held_at(at).filter(tenant_id__in=covered).first()
    if held is not None:
        raise CannotErase(
            "The legal hold on '%(thing)s' (%(reason)s) is in force; nothing is erased "
            "before it is over or lifted.",
            thing=held.thing,
            reason=held.reason,
        )
    below = Tenant.objects.of(scope).filter(parent_id__in=covered)
    if other := below.exclude(id__in=covered).first():
        raise CannotErase(
            "The instance '%(name)s' below has a contract of its own; move it to another "
            "place or end that contract first.",
            name=other.name,
        )
    return covered


def search_proofs(scope: Scope) -> ErasureProofQuerySet:
    """Erasures that were confirmed in the instances in scope, the newest first."""
    proofs = ErasureProof.objects.of(scope).select_related("confirmed_by")
    return proofs.order_by("-confirmed_at", "-id")


def get_proof(scope: Scope, proof_id: int) -> ErasureProof:
    """Raise ErasureProof.DoesNotExist for one that is not in scope."""
    return search_proofs(scope).get(id=proof_id)


def find_proof(contract: Contract) -> ErasureProof | None:
    """The erasure of what is under a contract, if it was confirmed."""
    root = Scope(frozenset({contract.tenant.lineage[0]}))
    with scoped(root):
        return search_proofs(root).filter(contract_id=contract.id).first()
