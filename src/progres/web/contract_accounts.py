"""The page on which a customer names the accounts that outlive the contract."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.access import Permission
from progres.accounts.contract_accounts import (
    export_accounts_of,
    name_export_accounts,
)
from progres.accounts.contract_checks import BadContract
from progres.accounts.membership import Membership
from progres.accounts.queries import find_user_by_email, search_users
from progres.database.scope import Scope
from progres.tenants.contracts import get_contract
from progres.tenants.models import Contract
from progres.tenants.rules import MOST_EXPORT_ACCOUNTS
from progres.web.fields import EmailsField
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.refusals import done


class ExportAccountsForm(forms.Form):
    """Who stays when a contract is over."""

    export_accounts = EmailsField(
        label=gettext_lazy("Accounts that outlive the contract"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "At most two e-mail addresses, one a line. They can look and export until "
            "the days of grace are over."
        ),
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = by.scope

    def clean_export_accounts(self) -> list[int]:
        """Find the accounts behind the addresses."""
        emails: list[str] = self.cleaned_data["export_accounts"]
        if len(emails) > MOST_EXPORT_ACCOUNTS:
            raise forms.ValidationError(_("At most two accounts can be named."))
        users = [find_user_by_email(self.scope, email) for email in emails]
        unknown = [e for e, user in zip(emails, users, strict=True) if user is None]
        if unknown:
            raise forms.ValidationError(
                _("There is no account for %(email)s under this contract.")
                % {"email": ", ".join(unknown)}
            )
        return [user.id for user in users if user is not None]


@reads_and_sends
@requires(Permission.USERS_EDIT)
def name_accounts(request: TenantRequest, contract_id: int) -> HttpResponse:
    contract = get_contract(request.by.scope, contract_id)
    initial = {"export_accounts": addresses_of(contract, request.by.scope)}
    form = ExportAccountsForm(request.POST or None, by=request.by, initial=initial)
    if done(
        form,
        lambda: name_export_accounts(
            contract.id,
            form.cleaned_data["export_accounts"],
            by=request.by,
            at=timezone.now(),
        ),
        beside={BadContract: "export_accounts"},
    ):
        messages.success(request, _("Saved."))
        return redirect("web:instance", request.tenant.id, contract.tenant_id)
    return render(
        request, "contracts/accounts.html", {"form": form, "contract": contract}
    )


def addresses_of(contract: Contract, scope: Scope) -> str:
    """Addresses of the accounts that outlive a contract, one a line."""
    named = search_users(scope).filter(id__in=export_accounts_of(contract))
    return "\n".join(user.email for user in named)
