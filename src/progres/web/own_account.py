"""The page of the own account: own data to be corrected, and how one signs in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from progres.accounts.models import User
from progres.accounts.origin import origin_of
from progres.accounts.own_actions import OWN, change_own_data
from progres.accounts.people import BadAccount
from progres.web.guards import reads_and_sends
from progres.web.person_fields import AboutPerson
from progres.web.refusals import in_words


class OwnDataForm(AboutPerson):
    """What everybody may correct about himself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].help_text = _("So that others know whom you work for.")


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
