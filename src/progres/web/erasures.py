"""Instances that were erased at the end of their contract, and the proof of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.privacy.ending import what_would_go
from progres.privacy.erasure_actions import (
    confirm_erasure,
    find_proof,
    get_proof,
    search_proofs,
)
from progres.tenants.contracts import get_contract
from progres.web.confirmation import is_confirmed
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.paging import page_number, page_of
from progres.web.refusals import told
from progres.web.words import as_people_say

PAGE_SIZE = 50


@require_safe
@requires(Permission.PRIVACY_VIEW)
def list_erasures(request: TenantRequest) -> HttpResponse:
    _only_at_the_operators(request)
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    proofs = search_proofs(request.by.scope)[first : first + PAGE_SIZE + 1]
    context = {"tab": "erasures", "page": page_of(list(proofs), number, PAGE_SIZE)}
    return render(request, "privacy/erasures.html", context)


@require_safe
@requires(Permission.PRIVACY_VIEW)
def show_proof(request: TenantRequest, proof_id: int) -> HttpResponse:
    _only_at_the_operators(request)
    proof = get_proof(request.by.scope, proof_id)
    context = {
        "tab": "erasures",
        "proof": proof,
        "rows": as_people_say(proof.rows),
        "ids": sorted(proof.ids.items()),
    }
    return render(request, "privacy/erasure.html", context)


@reads_and_sends
@requires(Permission.CONTRACTS_EDIT)
def confirm(request: TenantRequest, contract_id: int) -> HttpResponse:
    """Ask for the contract's number before the data under it are erased."""
    contract = get_contract(request.by.scope, contract_id)
    now = timezone.now()
    if is_confirmed(request, contract.number):
        told(
            request,
            lambda: confirm_erasure(contract, by=request.by, at=now),
            _("Confirmed: the worker erases the data within minutes."),
        )
        return redirect("web:contract_end", request.tenant.id, contract.id)
    context = {
        "contract": contract,
        "ending": what_would_go(request.by.scope, contract, at=now),
        "proof": find_proof(contract),
        "wrong": request.method == "POST",
    }
    return render(request, "contracts/erase.html", context)


def _only_at_the_operators(request: TenantRequest) -> None:
    if request.tenant.parent_id is not None:
        raise Http404
