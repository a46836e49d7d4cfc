"""Pages of the own second factors; what they do is allauth's."""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from progres.accounts.membership import actor_of
from progres.accounts.models import User
from progres.accounts.origin import origin_of
from progres.accounts.second_factors import factors_of, note_factor
from progres.accounts.sign_in_rules import owes_second_factor
from progres.web.accounts import signs_in


class AddApp(totp.ActivateTOTPView):  # type: ignore[misc] # untyped
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note("second_factor.added", self.request, "totp")
        return response


class RemoveApp(totp.DeactivateTOTPView):  # type: ignore[misc] # untyped
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note("second_factor.removed", self.request, "totp")
        return response


class AddPasskey(webauthn.AddWebAuthnView):  # type: ignore[misc] # untyped
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note("second_factor.added", self.request, "webauthn")
        return response


class RemovePasskey(webauthn.RemoveWebAuthnView):  # type: ignore[misc] # untyped
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note("second_factor.removed", self.request, "webauthn")
        return response


class RenewCodes(codes.GenerateRecoveryCodesView):  # type: ignore[misc] # untyped
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note("recovery_codes.renewed", self.request, "recovery_codes")
        return response


@require_safe
@login_required
def list_factors(request: HttpRequest) -> HttpResponse:
    """Say what the person can show besides the password."""
    assert isinstance(request.user, User)  # noqa: S101 login_required
    factors = list(factors_of(request.user))
    held = {factor.type: factor for factor in factors}
    recovery = held.get("recovery_codes")
    context = {
        "is_owed": owes_second_factor(request.user, at=timezone.now()),
        "app": held.get("totp"),
        "passkeys": [f.wrap() for f in factors if f.type == "webauthn"],
        "codes_left": len(recovery.wrap().get_unused_codes()) if recovery else None,
    }
    return render(request, "mfa/index.html", context)


def _note(action: str, request: HttpRequest, kind: str) -> None:
    assert isinstance(request.user, User)  # noqa: S101 the views see to it
    by = actor_of(request.user, origin_of(request))
    note_factor(action, request.user, kind=kind, by=by, at=timezone.now())


# Named as allauth knows them.
urlpatterns = [
    path("second-factor/", signs_in(list_factors), name="mfa_index"),
    path("second-factor/app/", signs_in(AddApp.as_view()), name="mfa_activate_totp"),
    path(
        "second-factor/app/remove/",
        signs_in(RemoveApp.as_view()),
        name="mfa_deactivate_totp",
    ),
    path(
        "second-factor/passkeys/new/",
        signs_in(AddPasskey.as_view()),
        name="mfa_add_webauthn",
    ),
    path(
        "second-factor/passkeys/<int:pk>/remove/",
        signs_in(RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "second-factor/codes/",
        never_cache(signs_in(codes.view_recovery_codes)),
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/codes/new/",
        signs_in(RenewCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path("login/second/", signs_in(base.authenticate), name="mfa_authenticate"),
    path(
        "login/passkey/",
        signs_in(webauthn.login_webauthn),
        name="mfa_login_webauthn",
    ),
    path(
        "again/", signs_in(ReauthenticateView.as_view()), name="account_reauthenticate"
    ),
    path("again/code/", signs_in(base.reauthenticate), name="mfa_reauthenticate"),
    path(
        "again/passkey/",
        signs_in(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
]
