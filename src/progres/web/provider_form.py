"""The page on which an instance names the provider at which its people sign in."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.access import Permission
from progres.accounts.models import IdentityProvider
from progres.accounts.people import BadAccount
from progres.accounts.rights import BeyondOwnRights
from progres.accounts.single_sign_on import (
    find_provider,
    remove_provider,
    set_provider,
)
from progres.web.fields import LineField
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.refusals import in_words
from progres.web.single_sign_on import callback_url


class ProviderForm(forms.Form):
    """How a provider is asked, and what stands on the button."""

    issuer = LineField(
        label=gettext_lazy("Address of the provider (issuer)"),
        max_length=200,
        help_text=gettext_lazy(
            "Such as: https://login.example.org. Whoever runs this platform must admit "
            "a provider inside its network."
        ),
    )
    client_id = LineField(label=gettext_lazy("Client ID"), max_length=191)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "Is stored encrypted and not shown again; empty keeps the one that is there."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    words = LineField(
        label=gettext_lazy("Words on the button"),
        max_length=40,
        help_text=gettext_lazy("Such as: Sign in with your city account"),
    )


@reads_and_sends
@requires(Permission.SIGN_IN_EDIT)
def edit_provider(request: TenantRequest) -> HttpResponse:
    provider = find_provider(request.by)
    if request.method == "POST" and "remove" in request.POST:
        remove_provider(by=request.by, at=timezone.now())
        messages.success(request, _("Nobody signs in at the provider any more."))
        return redirect("web:single_sign_on", request.tenant.id)
    form = ProviderForm(request.POST or None, initial=_known(provider))
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, _("Saved."))
        return redirect("web:single_sign_on", request.tenant.id)
    context: dict[str, object] = {"form": form, "provider": provider}
    if provider is not None:
        path = reverse("account_login_at", kwargs={"provider_id": provider.place})
        context["address"] = f"{settings.BASE_URL}{path}"
        context["callback"] = callback_url(provider.place)
    return render(request, "sign_in_rules/provider.html", context)


def _known(provider: IdentityProvider | None) -> dict[str, str]:
    names = ("issuer", "client_id", "words")
    return {name: getattr(provider, name) for name in names} if provider else {}


def _saved(request: TenantRequest, form: ProviderForm) -> bool:
    try:
        set_provider(**form.cleaned_data, by=request.by, at=timezone.now())
    except (BadAccount, BeyondOwnRights) as refusal:
        form.add_error(None, in_words(refusal))
        return False
    return True
