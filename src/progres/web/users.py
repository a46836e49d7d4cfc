"""Pages of people: who has an account or is invited, and what each may do."""

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
from progres.accounts.invitation_actions import (
    AlreadyInvited,
    AskedTooOften,
    withdraw_invitation,
)
from progres.accounts.membership import Membership
from progres.accounts.models import Invitation, User
from progres.accounts.people import BadAccount, PersonFields
from progres.accounts.queries import (
    get_invitation,
    get_user,
    search_invitations,
    search_users,
)
from progres.accounts.review_queries import review_due_at
from progres.accounts.rights import BeyondOwnRights
from progres.accounts.second_factors import factors_of
from progres.accounts.user_actions import (
    change_user,
    delete_user,
    remove_second_factors,
)
from progres.kit.refusal import Said
from progres.notifications.account_mails import invite, invite_again
from progres.tenants.queries import get_tenant, search_tenants
from progres.web.asset_choice import NARROWING, AssetField, offer_assets
from progres.web.confirmation import is_confirmed
from progres.web.fields import offer
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.person_fields import AboutPerson
from progres.web.refusals import ByKind, done, told
from progres.web.role_words import role_names, roles_to_give

PAGE_SIZE = 50
BESIDE: ByKind[str] = {AlreadyInvited: "email", BeyondOwnRights: "role"}
WORDS: ByKind[Said] = {
    AlreadyInvited: Said("This person has an account or an open invitation already."),
    BeyondOwnRights: Said("This needs rights that you do not have yourself."),
}
NOT_YOURS: ByKind[Said] = dict.fromkeys(
    (BadAccount, BeyondOwnRights), Said("You may not do this to this account.")
)


class PersonForm(AboutPerson):
    """What is said of a person; only roles that the asker may give are offered."""

    field_order = ("email", "first_name", "last_name", "tenant", "role", "asset_id")

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    tenant = forms.TypedChoiceField(label=gettext_lazy("Instance"), coerce=int)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    asset_id = AssetField(label=gettext_lazy("Only in the asset"), help_text=NARROWING)

    def __init__(
        self, *args: Any, by: Membership, of: User | None, **kwargs: Any
    ) -> None:
        """`of` is the person with an account, None for one who is invited."""
        super().__init__(*args, **kwargs)
        offer(self, "role", roles_to_give(by, of.tenant if of else None))
        if not offer_assets(self, by.scope, chosen=of.asset_id if of else None):
            del self.fields["asset_id"]
        if of is None:
            offer(self, "tenant", [(t.id, t.name) for t in search_tenants(by.scope)])
        else:
            del self.fields["tenant"]
            del self.fields["email"]


@require_safe
@requires(Permission.USERS_VIEW)
def list_users(request: TenantRequest) -> HttpResponse:
    scope, text = request.by.scope, request.GET.get("q", "").strip()
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    note_view(request, "users.viewed", request.tenant.target)
    users = search_users(scope, text=text)[first : first + PAGE_SIZE + 1]
    context = {
        "page": page_of(list(users), number, PAGE_SIZE),
        "invitations": list(search_invitations(scope)) if number == 1 else [],
        "roles": role_names(scope),
        "text": text,
        "review_is_due": review_due_at(scope, request.tenant) <= timezone.now(),
    }
    return render(request, "users/list.html", context)


@reads_and_sends
@requires(Permission.USERS_EDIT)
def invite_user(request: TenantRequest) -> HttpResponse:
    at_first = {"tenant": request.tenant.id, "language": request.tenant.language}
    form = PersonForm(
        request.POST or None,
        by=request.by,
        of=None,
        initial={**at_first, "role": "viewer"},
    )
    if invitation := done(
        form, lambda: _invite(request, form), beside=BESIDE, words=WORDS
    ):
        said = _("An invitation is on its way to %s.")
        if invitation.sent_at is None:
            said = _("The invitation of %s is saved; its mail waits for the contract.")
        messages.success(request, said % invitation.email)
        return redirect("web:user_list", request.tenant.id)
    return render(request, "users/invite.html", {"form": form})


@reads_and_sends
@requires(Permission.USERS_EDIT)
def edit_user(request: TenantRequest, user_id: int) -> HttpResponse:
    user = get_user(request.by.scope, user_id)
    names = (
        "first_name",
        "last_name",
        "role",
        "asset_id",
        "language",
        *("company", "phone"),
    )
    form = PersonForm(
        request.POST or None,
        by=request.by,
        of=user,
        initial={name: getattr(user, name) for name in (*names, "address")},
    )
    if done(
        form,
        lambda: change_user(
            user_id, form.cleaned_data, by=request.by, at=timezone.now()
        ),
        beside=BESIDE,
        words=WORDS,
    ):
        messages.success(request, _("Saved."))
        return redirect("web:user_list", request.tenant.id)
    note_view(request, "user.viewed", user.target, tenant_id=user.tenant_id)
    context = {
        "form": form,
        "user": user,
        "is_self": user.id == request.by.user.id,
        "has_second_factor": factors_of(user).exists(),
    }
    return render(request, "users/edit.html", context)


@require_POST
@requires(Permission.USERS_EDIT)
def switch_user(request: TenantRequest, user_id: int) -> HttpResponse:
    """Disable an account or enable it again."""
    active = request.POST.get("is_active") == "true"
    user = get_user(request.by.scope, user_id)
    said = _("%s can sign in again.") if active else _("%s can do nothing for now.")
    told(
        request,
        lambda: change_user(
            user_id, {"is_active": active}, by=request.by, at=timezone.now()
        ),
        said % user.full_name,
        words=NOT_YOURS,
    )
    return redirect("web:user", request.tenant.id, user_id)


@require_POST
@requires(Permission.USERS_EDIT)
def take_second_factors(request: TenantRequest, user_id: int) -> HttpResponse:
    """Let somebody sign in who has lost device and codes."""
    user = get_user(request.by.scope, user_id)
    told(
        request,
        lambda: remove_second_factors(user_id, by=request.by, at=timezone.now()),
        _("%s signs in with the password alone now.") % user.full_name,
        words=NOT_YOURS,
    )
    return redirect("web:user", request.tenant.id, user_id)


@reads_and_sends
@requires(Permission.USERS_EDIT)
def remove_user(request: TenantRequest, user_id: int) -> HttpResponse:
    user = get_user(request.by.scope, user_id)
    if is_confirmed(request, user.full_name):
        told(
            request,
            lambda: delete_user(user_id, by=request.by, at=timezone.now()),
            _("The account was erased."),
            words=NOT_YOURS,
        )
        return redirect("web:user_list", request.tenant.id)
    context = {"user": user, "wrong": request.method == "POST"}
    return render(request, "users/delete.html", context)


@require_POST
@requires(Permission.USERS_EDIT)
def send_again(request: TenantRequest, user_id: int) -> HttpResponse:
    """Send an invitation again; its old link ends."""
    email = get_invitation(request.by.scope, user_id).email
    told(
        request,
        lambda: invite_again(user_id, by=request.by, at=timezone.now()),
        _("An invitation is on its way to %s.") % email,
        words={
            AskedTooOften: Said("The mail was sent a moment ago; wait a minute."),
            BeyondOwnRights: NOT_YOURS[BeyondOwnRights],
        },
    )
    return redirect("web:user_list", request.tenant.id)


@require_POST
@requires(Permission.USERS_EDIT)
def take_back(request: TenantRequest, user_id: int) -> HttpResponse:
    """Take an invitation back."""
    email = get_invitation(request.by.scope, user_id).email
    told(
        request,
        lambda: withdraw_invitation(user_id, by=request.by, at=timezone.now()),
        _("The invitation of %s was taken back.") % email,
        words=NOT_YOURS,
    )
    return redirect("web:user_list", request.tenant.id)


def _invite(request: TenantRequest, form: PersonForm) -> Invitation:
    said = dict(form.cleaned_data)
    tenant = get_tenant(request.by.scope, said.pop("tenant"))
    asset_id = said.pop("asset_id", None)
    return invite(
        PersonFields(**said),
        tenant=tenant,
        asset_id=asset_id,
        by=request.by,
        at=timezone.now(),
    )
