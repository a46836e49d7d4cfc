"""The page of the own data: asking about them with one press, and fetching the answer.

Who has just shown who he is needs no further check of his identity.
"""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.models import User
from progres.accounts.origin import origin_of
from progres.kit.datamap import Subject
from progres.privacy.decisions import take_own_package
from progres.privacy.request_checks import LONGEST_TEXT
from progres.privacy.request_queries import own_requests
from progres.privacy.requests import ask_about_oneself, withdraw_own_request
from progres.privacy.rights import has_right
from progres.privacy.rules import (
    ANSWERED_BY_PACKAGE,
    NAMES_PURPOSES,
    UNDECIDED,
    Kind,
)
from progres.web.guards import reads_and_sends
from progres.web.person_request_words import described, package_file
from progres.web.privacy_words import ARTICLES, OWN_KINDS, OWN_NOTES, USES
from progres.web.refusals import done, told


class OwnRequestForm(forms.Form):
    """What the person wants to say; a reason is needed for none of it."""

    wish = forms.CharField(
        label=gettext_lazy("What you want to tell us"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    correction = forms.CharField(
        label=gettext_lazy("What would be right"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("What we are to stop doing with your data"),
        choices=list(USES.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, kind: Kind, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # as Django takes them
        if kind == Kind.RECTIFICATION:
            self.fields["wish"].label = _("What is wrong")
            self.fields["wish"].required = True
        else:
            del self.fields["correction"]
        if kind not in NAMES_PURPOSES:
            del self.fields["purposes"]


@never_cache
@require_safe
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def show_data(request: HttpRequest) -> HttpResponse:
    """Show what can be asked for, and what was asked."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 login_required
    context = {
        "kinds": [
            {
                "kind": kind,
                "name": name,
                "note": OWN_NOTES[kind],
                "article": ARTICLES[kind],
                "is_one_press": kind in ANSWERED_BY_PACKAGE,
            }
            for kind, name in OWN_KINDS.items()
            if has_right(Kind(kind), {Subject.ACCOUNT_HOLDER})
        ],
        "requests": [
            {
                "row": described(mine.asked),
                "has_answer": mine.has_answer,
                "can_withdraw": mine.asked.state in UNDECIDED,
            }
            for mine in own_requests(user)
        ],
    }
    return render(request, "account/data.html", context)


@reads_and_sends
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """Start a request; access and data to take along need no word."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 login_required
    if kind not in set(Kind):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = OwnRequestForm(data, kind=Kind(kind))
    asked = done(
        form,
        lambda: ask_about_oneself(
            user,
            kind,
            **form.cleaned_data,
            origin=origin_of(request),
            at=timezone.now(),
        ),
    )
    if asked:
        with translation.override(user.language):
            said = _("Your request %(number)s has arrived; a mail confirms it.")
            messages.success(request, said % {"number": asked.id})
        return redirect("account_data")
    context = {"form": form, "name": OWN_KINDS[kind], "note": OWN_NOTES[kind]}
    return render(request, "account/data_ask.html", context)


@never_cache
@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def fetch_answer(request: HttpRequest, request_id: int) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 login_required
    origin, now = origin_of(request), timezone.now()
    try:
        package = take_own_package(user, request_id, origin=origin, at=now)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return package_file(package)


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 login_required
    try:
        told(
            request,
            lambda: withdraw_own_request(
                user, request_id, origin=origin_of(request), at=timezone.now()
            ),
            _("Your request is withdrawn."),
        )
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return redirect("account_data")
