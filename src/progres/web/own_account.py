"""The page of the own account: own data to be corrected, and how one signs in."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.models import User
from progres.accounts.origin import origin_of
from progres.accounts.own_actions import OWN, change_own_data
from progres.accounts.people import LONGEST, BadAccount
from progres.web.guards import reads_and_sends
from progres.web.refusals import in_words


class OwnDataForm(forms.Form):
    """What everybody may correct about himself."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=60)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=60)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of pages and mails"),
        choices=[("de", "Deutsch"), ("en", "English")],
    )
    company = forms.CharField(
        label=gettext_lazy("Company"),
        required=False,
        max_length=LONGEST["company"],
        help_text=gettext_lazy("So that others know whom you work for."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=LONGEST["phone"],
        help_text=gettext_lazy("For questions about an alarm at night."),
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=LONGEST["address"],
        help_text=gettext_lazy("If letters are to be sent."),
    )


@reads_and_sends
@login_required
def show_account(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 login_required
    own = {name: getattr(user, name) for name in OWN}
    form = OwnDataForm(request.POST or None, initial=own)
    if request.method == "POST" and form.is_valid() and _changed(request, user, form):
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "account/own.html", {"form": form})


def _changed(request: HttpRequest, user: User, form: OwnDataForm) -> bool:
    try:
        change_own_data(
            user, form.cleaned_data, origin=origin_of(request), at=timezone.now()
        )
    except BadAccount as refusal:
        form.add_error(None, in_words(refusal))
        return False
    return True
