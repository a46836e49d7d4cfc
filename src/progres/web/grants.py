"""Pages of grants: who of elsewhere may act in this instance or below."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.accounts.grant_actions import change_grant, end_grant, give_access
from progres.accounts.membership import Membership
from progres.accounts.models import Grant
from progres.accounts.people import BadAccount
from progres.accounts.queries import (
    find_user,
    find_user_by_email,
    get_grant,
    search_grants,
)
from progres.accounts.rights import BeyondOwnRights
from progres.tenants.queries import get_tenant, search_tenants
from progres.web.asset_choice import NARROWING, AssetField, offer_assets
from progres.web.fields import LastDayField, offer
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.noted import note_view
from progres.web.numbers import number_in
from progres.web.paging import page_number, page_of
from progres.web.refusals import ByKind, done, told
from progres.web.role_words import role_names, roles_to_give

PAGE_SIZE = 50
BESIDE: ByKind[str] = {BeyondOwnRights: "role"}


class GrantForm(forms.Form):
    """A role in a further instance, and until when."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("Of an account of this instance or one below."),
    )
    tenant = forms.TypedChoiceField(label=gettext_lazy("Instance"), coerce=int)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    asset_id = AssetField(label=gettext_lazy("Only in the asset"), help_text=NARROWING)
    expires_at = LastDayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("The access ends by itself after this day."),
    )

    def __init__(
        self, *args: Any, by: Membership, grant: Grant | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", roles_to_give(by, grant.tenant if grant else None))
        chosen = grant.asset_id if grant else None
        if not offer_assets(self, by.scope, chosen=chosen):
            del self.fields["asset_id"]
        if grant is None:
            offer(self, "tenant", [(t.id, t.name) for t in search_tenants(by.scope)])
        else:
            del self.fields["tenant"]
            del self.fields["email"]


@require_safe
@requires(Permission.USERS_VIEW)
def list_grants(request: TenantRequest) -> HttpResponse:
    scope, number = request.by.scope, page_number(request)
    first = (number - 1) * PAGE_SIZE
    note_view(request, "users.viewed", request.tenant.target)
    grants = search_grants(scope)[first : first + PAGE_SIZE + 1]
    context = {
        "page": page_of(list(grants), number, PAGE_SIZE),
        "roles": role_names(scope),
        "now": timezone.now(),
    }
    return render(request, "grants/list.html", context)


@reads_and_sends
@requires(Permission.USERS_EDIT)
def add_grant(request: TenantRequest) -> HttpResponse:
    known = find_user(request.by.scope, number_in(request.GET.get("user", "")) or 0)
    form = GrantForm(
        request.POST or None,
        by=request.by,
        grant=None,
        initial={"email": known.email if known else "", "role": "viewer"},
    )
    if done(form, lambda: _give(request, form), beside=BESIDE):
        messages.success(request, _("Saved."))
        return redirect("web:grant_list", request.tenant.id)
    return render(request, "grants/edit.html", {"form": form, "grant": None})


@reads_and_sends
@requires(Permission.USERS_EDIT)
def edit_grant(request: TenantRequest, grant_id: int) -> HttpResponse:
    grant = get_grant(request.by.scope, grant_id)
    names = ("role", "asset_id", "expires_at")
    form = GrantForm(
        request.POST or None,
        by=request.by,
        grant=grant,
        initial={name: getattr(grant, name) for name in names},
    )
    if done(form, lambda: _change(request, grant_id, form), beside=BESIDE):
        messages.success(request, _("Saved."))
        return redirect("web:grant_list", request.tenant.id)
    return render(request, "grants/edit.html", {"form": form, "grant": grant})


@require_POST
@requires(Permission.USERS_EDIT)
def remove_grant(request: TenantRequest, grant_id: int) -> HttpResponse:
    """End an access at once."""
    name = get_grant(request.by.scope, grant_id).user.full_name
    told(
        request,
        lambda: end_grant(grant_id, by=request.by, at=timezone.now()),
        _("The access of %s has ended.") % name,
    )
    return redirect("web:grant_list", request.tenant.id)


def _give(request: TenantRequest, form: GrantForm) -> Grant:
    said, scope = form.cleaned_data, request.by.scope
    user = find_user_by_email(scope, said["email"])
    if user is None:
        raise BadAccount(
            "No account of this instance or below has this address; invite the person."
        )
    return give_access(
        user.id,
        role=said["role"],
        tenant=get_tenant(scope, said["tenant"]),
        asset_id=said.get("asset_id"),
        expires_at=said["expires_at"],
        by=request.by,
        at=timezone.now(),
    )


def _change(request: TenantRequest, grant_id: int, form: GrantForm) -> Grant:
    return change_grant(grant_id, form.cleaned_data, by=request.by, at=timezone.now())
