"""The public pages behind mailed links: accepting an invitation, a new password."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from progres.accounts.acceptance import (
    AccountExists,
    InvitationExpired,
    UnknownInvitation,
    accept_with_account,
    accept_with_password,
    find_invitation,
    has_account,
)
from progres.accounts.links import BadLink, read_link
from progres.accounts.membership import actor_of
from progres.accounts.models import Invitation, User
from progres.accounts.origin import origin_of
from progres.accounts.people import BadAccount
from progres.accounts.resets import wish_reset
from progres.accounts.sign_ins import note_sign_in
from progres.accounts.user_actions import reset_password
from progres.database.scope import Scope, scoped
from progres.tenants.branding import branding_of, logo_of
from progres.web.logos import picture

BACKEND = "progres.web.accounts.AuthenticationBackend"
reads_and_sends = require_http_methods(["GET", "HEAD", "POST"])


class PasswordForm(forms.Form):
    """A new password, typed once and shown if the person wants."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=200,
        help_text=gettext_lazy("At least 12 characters; several words are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class AddressForm(forms.Form):
    """The address of an account."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


@never_cache
@reads_and_sends
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password, or act in a further instance.

    Following the link alone does nothing: mail programs follow links too.
    """
    try:
        invitation = find_invitation(token, at=timezone.now())
        with translation.override(_language(request, invitation)):
            if has_account(invitation):
                return _accept_as_known(request, token, invitation)
            return _accept_as_new(request, token, invitation)
    except UnknownInvitation:  # or used in this very moment, by a second press
        return render(request, "invitations/unknown.html", status=404)
    except InvitationExpired:
        return render(request, "invitations/expired.html", status=410)


def _accept_as_new(
    request: HttpRequest, token: str, invitation: Invitation
) -> HttpResponse:
    names = ("email", "first_name", "last_name")
    person = User(**{name: getattr(invitation, name) for name in names})
    form = PasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            user = accept_with_password(
                token,
                form.cleaned_data["password"],
                origin=origin_of(request),
                at=timezone.now(),
            )
        except AccountExists:  # made meanwhile, by another invitation of the address
            return redirect("account_invitation", token)
        _sign_in(request, user)
        return redirect("web:start")
    context = {"form": form, **_looks(token, invitation)}
    return render(request, "invitations/accept.html", context)


def _accept_as_known(
    request: HttpRequest, token: str, invitation: Invitation
) -> HttpResponse:
    user = request.user
    mine = (
        user.is_authenticated and user.email.casefold() == invitation.email.casefold()
    )
    if mine and user.is_authenticated and request.method == "POST":
        accept_with_account(token, user, origin=origin_of(request), at=timezone.now())
        return redirect("web:overview", invitation.tenant_id)
    context = {"mine": mine, **_looks(token, invitation)}
    return render(request, "invitations/accept_known.html", context)


@never_cache
@reads_and_sends
def ask_for_reset(request: HttpRequest) -> HttpResponse:
    """Take the wish for a new password, in the same way for every address."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="reset_password"):
            answer: HttpResponse = ratelimit.respond_429(request)
            return answer
        wish_reset(form.cleaned_data["email"], at=timezone.now())
        return render(request, "invitations/reset_asked.html")
    return render(request, "invitations/reset_ask.html", {"form": form})


@never_cache
@reads_and_sends
def reset(request: HttpRequest, link: str) -> HttpResponse:
    """Let whom a mailed link is for choose a new password."""
    try:
        user, digest = read_link(link)
    except BadLink:
        return render(request, "invitations/reset_over.html", status=410)
    form = PasswordForm(request.POST or None, person=user)
    if request.method == "POST" and form.is_valid():
        try:
            reset_password(
                user,
                form.cleaned_data["password"],
                digest=digest,
                origin=origin_of(request),
                at=timezone.now(),
            )
        except BadAccount:
            return render(request, "invitations/reset_over.html", status=410)
        return redirect("account_login")
    return render(request, "invitations/reset.html", {"form": form})


@never_cache
@require_safe
def show_logo(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 given
    """The logo of the instance that a mailed link invites to."""
    try:
        invitation = find_invitation(token, at=timezone.now())
    except (UnknownInvitation, InvitationExpired):
        raise Http404 from None
    with transaction.atomic(), scoped(Scope(frozenset({invitation.tenant_id}))):
        logo = logo_of(invitation.tenant_id)
    if logo is None:
        raise Http404
    return picture(logo)


def _looks(token: str, invitation: Invitation) -> dict[str, object]:
    with transaction.atomic(), scoped(Scope(frozenset({invitation.tenant_id}))):
        branding = branding_of(invitation.tenant_id)
    return {
        "invitation": invitation,
        "branding": branding,
        "instance": invitation.tenant,
        "logo_url": reverse("account_invitation_logo", args=[token]),
    }


def _sign_in(request: HttpRequest, user: User) -> None:
    login(request, user, backend=BACKEND)
    by = actor_of(user, origin_of(request))
    note_sign_in(user, by=by, at=timezone.now())


def _language(request: HttpRequest, invitation: Invitation) -> str:
    """The person's language, as others said, unless the browser chose another."""
    return request.COOKIES.get("progres_language") or invitation.language
