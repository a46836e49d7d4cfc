"""Pages of the own e-mail address: asking for another, and confirming it."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from progres.accounts.email_changes import (
    AddressInUse,
    UnknownChange,
    confirm_change,
    find_confirmation,
)
from progres.accounts.models import User
from progres.accounts.origin import origin_of
from progres.accounts.people import BadAccount
from progres.notifications.account_mails import ask_both_addresses
from progres.web.guards import reads_and_sends
from progres.web.refusals import in_words


class NewAddressForm(forms.Form):
    """The address to sign in with from now on."""

    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@reads_and_sends
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def ask(request: HttpRequest) -> HttpResponse:
    """Mail links to the old and the new address; the answer is the same for all."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 login_required
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new_email = form.cleaned_data["email"]
        try:
            ask_both_addresses(
                user, new_email, origin=origin_of(request), at=timezone.now()
            )
        except BadAccount as refusal:
            form.add_error("email", in_words(refusal))
        else:
            context = {"new_email": new_email}
            return render(request, "account/email_asked.html", context)
    return render(request, "account/email.html", {"form": form})


@never_cache
@reads_and_sends
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever reads an address's mails confirm; the link alone does nothing."""
    try:
        found = find_confirmation(token, at=timezone.now())
    except UnknownChange:
        return render(request, "account/email_over.html", status=404)
    chosen = request.COOKIES.get("progres_language") or found.change.user.language
    with translation.override(chosen):
        return _confirm(request, token, found.change.new_email, is_new=found.is_new)


def _confirm(
    request: HttpRequest, token: str, new_email: str, *, is_new: bool
) -> HttpResponse:
    context: dict[str, object] = {"new_email": new_email, "is_new": is_new}
    if request.method == "POST":
        try:
            context["done"] = confirm_change(
                token, origin=origin_of(request), at=timezone.now()
            )
        except UnknownChange:
            return render(request, "account/email_over.html", status=404)
        except AddressInUse as refusal:
            context["refusal"] = in_words(refusal)
        else:
            return render(request, "account/email_confirmed.html", context)
    return render(request, "account/email_confirm.html", context)
