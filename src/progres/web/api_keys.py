"""Pages of API keys: which there are, making one, revoking one."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.api_key_actions import (
    LONGEST_DAYS,
    LONGEST_NAME,
    BadApiKey,
    KeyFields,
    make_key,
    revoke_key,
)
from progres.accounts.api_key_queries import get_key, search_keys
from progres.accounts.membership import Membership
from progres.tenants.queries import get_tenant, search_tenants
from progres.web.confirmation import is_confirmed
from progres.web.fields import LastDayField, LineField, offer
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.permission_words import RIGHT_WORDS
from progres.web.refusals import done, told

if TYPE_CHECKING:
    from progres.accounts.models import ApiKey

PAGE_SIZE = 50
DEFAULT_DAYS = 365


class ApiKeyForm(forms.Form):
    """What is said of a new key; only rights that the asker has are offered."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("What will use it, such as “Billing export”."),
    )
    tenant = forms.TypedChoiceField(
        label=gettext_lazy("Instance"),
        coerce=int,
        help_text=gettext_lazy("The key reaches it and the instances below."),
    )
    expires_at = LastDayField(
        label=gettext_lazy("Good until"),
        most_days=LONGEST_DAYS,
        help_text=gettext_lazy("Its last day, at most two years from now."),
    )
    read_only = forms.BooleanField(
        label=gettext_lazy("May only read"),
        required=False,
        help_text=gettext_lazy("It can change nothing, whatever your rights are."),
    )
    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("Only these rights"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "tenant", [(t.id, t.name) for t in search_tenants(by.scope)])
        mine = [p for p in RIGHT_WORDS if p in by.permissions]
        offer(self, "permissions", [(p, str(RIGHT_WORDS[p])) for p in mine])


@require_safe
@requires(Permission.TENANTS_VIEW)
def list_keys(request: TenantRequest) -> HttpResponse:
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    if request.by.may(Permission.USERS_VIEW):
        note_view(request, "api_keys.viewed", request.tenant.target)
    keys = search_keys(request.by).order_by("-id")[first : first + PAGE_SIZE + 1]
    context = {
        "page": page_of(list(keys), number, PAGE_SIZE),
        "now": timezone.now(),
        "own_id": request.by.user.id,
    }
    return render(request, "api_keys/list.html", context)


@reads_and_sends
@requires(Permission.API_KEYS_EDIT)
def add_key(request: TenantRequest) -> HttpResponse:
    """Ask what the key is for; the answer to the form shows it, this once."""
    at_first = {
        "tenant": request.tenant.id,
        "expires_at": timezone.localdate() + timedelta(days=DEFAULT_DAYS),
        "read_only": True,
    }
    form = ApiKeyForm(request.POST or None, by=request.by, initial=at_first)
    if form.is_valid() and (made := _made(request, form)):
        key, token = made
        return render(request, "api_keys/secret.html", {"key": key, "token": token})
    return render(request, "api_keys/new.html", {"form": form})


@reads_and_sends
@requires(Permission.TENANTS_VIEW)
def revoke(request: TenantRequest, api_key_id: int) -> HttpResponse:
    """Say what it means, then do it."""
    key = get_key(api_key_id, by=request.by)
    if is_confirmed(request, key.name):
        told(
            request,
            lambda: revoke_key(api_key_id, by=request.by, at=timezone.now()),
            _("“%s” was revoked.") % key.name,
        )
        return redirect("web:api_key_list", request.tenant.id)
    context = {"key": key, "wrong": request.method == "POST"}
    return render(request, "api_keys/revoke.html", context)


def _made(request: TenantRequest, form: ApiKeyForm) -> "tuple[ApiKey, str] | None":
    """Make the key; what is refused stands beside its field, and there is none."""
    said = dict(form.cleaned_data)
    own = search_keys(request.by).filter(user=request.by.user)
    if own.filter(name=said["name"]).exists():  # so that a reload makes no second one
        form.add_error("name", _("You have a key of this name already."))
        return None
    tenant = get_tenant(request.by.scope, said.pop("tenant"))
    said["permissions"] = said["permissions"] or None
    return done(
        form,
        lambda: make_key(
            KeyFields(**said), tenant=tenant, by=request.by, at=timezone.now()
        ),
        beside={BadApiKey: "name"},  # all else was offered
    )
