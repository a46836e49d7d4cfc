"""Contracts of an instance: making, changing and ending them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.contract_actions import (
    MOST_ACCOUNTS,
    MOST_GRACE_DAYS,
    ContractFields,
    ContractsOverlap,
    change_contract,
    create_contract,
    delete_contract,
    said_of_contract,
)
from progres.accounts.membership import Membership
from progres.accounts.room import NoRoom
from progres.kit.refusal import Refusal
from progres.notifications.staff_mails import telling_of_staff
from progres.privacy.ending import what_would_go
from progres.tenants.contracts import get_contract
from progres.tenants.models import Contract, Tenant
from progres.tenants.queries import get_tenant
from progres.tenants.rules import LEAST_GRACE_DAYS, ContractKind
from progres.web.confirmation import is_confirmed
from progres.web.contract_accounts import ExportAccountsForm, addresses_of
from progres.web.fields import DayField, LineField, offer
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.noted import note_view
from progres.web.refusals import done, in_words
from progres.web.role_words import role_names
from progres.web.words import CONTRACT_KINDS, as_people_say


class ContractForm(ExportAccountsForm):
    """What was agreed with a customer."""

    number = LineField(label=gettext_lazy("Number"), max_length=60)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind, CONTRACT_KINDS[kind]) for kind in ContractKind],
    )
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy(
            "On the day after, all accounts under the contract are erased, but for those "
            "named below. Empty: no end."
        ),
    )
    agreed_accounts = forms.IntegerField(
        label=gettext_lazy("Agreed accounts"),
        min_value=0,
        max_value=MOST_ACCOUNTS,
        help_text=gettext_lazy(
            "Of the instance and all below together; open invitations count."
        ),
    )
    grace_days = forms.IntegerField(
        label=gettext_lazy("Days of grace"),
        min_value=LEAST_GRACE_DAYS,
        max_value=MOST_GRACE_DAYS,
        initial=LEAST_GRACE_DAYS,
        help_text=gettext_lazy(
            "How long the data stay after the end, to be exported: at least 30."
        ),
    )
    processing_agreement_on = DayField(
        label=gettext_lazy("Processing agreement of"),
        required=False,
        help_text=gettext_lazy("Date of the agreement by Art. 28 GDPR."),
    )
    retention_terms = forms.CharField(
        label=gettext_lazy("What was agreed on retention"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    operator_roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles of the operator's staff that work here daily"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only where the instance is managed; the customer sees them. Without any, "
            "administrators of the platform do."
        ),
    )
    is_over = forms.BooleanField(
        label=gettext_lazy("Yes, the contract is over: erase its accounts now"),
        required=False,
    )

    def __init__(
        self, *args: Any, by: Membership, tenant: Tenant, **kwargs: Any
    ) -> None:
        super().__init__(*args, by=by, **kwargs)
        offer(self, "operator_roles", list(role_names(by.scope).items()))
        if tenant.id in by.scope.named_ids:  # named by the customer alone
            del self.fields["export_accounts"]

    def clean(self) -> dict[str, Any]:
        """Let nobody end a contract in the past by a slip."""
        said = super().clean() or {}
        end = said.get("ends_on")
        slips = end is not None and end < localdate() and not said.get("is_over")
        if slips and "ends_on" in self.changed_data:
            self.add_error(
                "ends_on",
                _(
                    "This day is over: all accounts under the contract would be "
                    "erased within minutes. If you mean it, tick the box below."
                ),
            )
        return said

    @property
    def asks_whether_over(self) -> bool:
        return self.is_bound and "ends_on" in self.errors

    @property
    def said(self) -> dict[str, Any]:
        return {n: v for n, v in self.cleaned_data.items() if n != "is_over"}


@reads_and_sends
@requires(Permission.CONTRACTS_EDIT)
def add_contract(request: TenantRequest, instance_id: int) -> HttpResponse:
    tenant = get_tenant(request.by.scope, instance_id)
    form = ContractForm(request.POST or None, by=request.by, tenant=tenant)
    if form.is_valid() and _saved(
        request,
        form,
        tenant,
        lambda now: create_contract(
            ContractFields(**form.said), tenant=tenant, by=request.by, at=now
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("web:instance", request.tenant.id, tenant.id)
    context = {"form": form, "tenant": tenant}
    return render(request, "contracts/edit.html", context)


@reads_and_sends
@requires(Permission.CONTRACTS_EDIT)
def edit_contract(request: TenantRequest, contract_id: int) -> HttpResponse:
    contract = get_contract(request.by.scope, contract_id)
    form = ContractForm(
        request.POST or None,
        by=request.by,
        tenant=contract.tenant,
        initial={
            **vars(said_of_contract(contract)),
            "export_accounts": addresses_of(contract, request.by.scope),
        },
    )
    _note_look(request, contract)
    if form.is_valid() and _saved(
        request,
        form,
        contract.tenant,
        lambda now: change_contract(contract.id, form.said, by=request.by, at=now),
    ):
        messages.success(request, _("Saved."))
        return redirect("web:instance", request.tenant.id, contract.tenant_id)
    context = {"form": form, "tenant": contract.tenant, "contract": contract}
    return render(request, "contracts/edit.html", context)


@reads_and_sends
@requires(Permission.CONTRACTS_EDIT)
def remove_contract(request: TenantRequest, contract_id: int) -> HttpResponse:
    contract = get_contract(request.by.scope, contract_id)
    if is_confirmed(request, contract.number):
        now = timezone.now()
        try:
            with telling_of_staff(contract.tenant, by=request.by, at=now):
                delete_contract(contract.id, by=request.by, at=now)
        except Refusal as error:
            messages.error(request, in_words(error))
        else:
            messages.success(request, _("The contract was deleted."))
        return redirect("web:instance", request.tenant.id, contract.tenant_id)
    context = {"contract": contract, "wrong": request.method == "POST"}
    return render(request, "contracts/delete.html", context)


@require_safe
@requires(Permission.CONTRACTS_VIEW)
def show_end(request: TenantRequest, contract_id: int) -> HttpResponse:
    """What would go when the days of grace are over."""
    contract = get_contract(request.by.scope, contract_id)
    ending = what_would_go(request.by.scope, contract, at=timezone.now())
    _note_look(request, contract)
    context = {
        "contract": contract,
        "ending": ending,
        "rows": as_people_say(ending.rows if ending else {}),
        "is_closed": contract.tenant_id in request.by.scope.named_ids,
    }
    return render(request, "contracts/end.html", context)


def _note_look(request: TenantRequest, contract: Contract) -> None:
    tenant_id = contract.tenant_id
    note_view(request, "contract.viewed", contract.target, tenant_id=tenant_id)


def _saved(
    request: TenantRequest,
    form: ContractForm,
    tenant: Tenant,
    act: Callable[[datetime], Contract],
) -> Contract | None:
    """Act, and tell the customer; what is refused stands beside its field."""
    now = timezone.now()

    def act_and_tell() -> Contract:
        with telling_of_staff(tenant, by=request.by, at=now):
            return act(now)

    beside = {ContractsOverlap: "starts_on", NoRoom: "agreed_accounts"}
    return done(form, act_and_tell, beside=beside)
