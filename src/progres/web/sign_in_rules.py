"""The page of what an instance demands at sign-in, and the gate that sees to it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from progres.accounts.access import Permission
from progres.accounts.sign_in_rules import (
    find_rule,
    owes_second_factor,
    rules_above,
    set_rule,
)
from progres.database.scope import Scope
from progres.web.fields import offer
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.role_words import role_names
from progres.web.sessions import is_background

# Where somebody gets on without a second factor; the API sees to it by itself.
OPEN = ("/account/", "/language/", "/api/")
NOBODY, EVERYBODY, CHOSEN = "nobody", "everybody", "roles"


class RuleForm(forms.Form):
    """Who needs a second factor."""

    who = forms.ChoiceField(
        label=gettext_lazy("Who needs a second factor?"),
        widget=forms.RadioSelect,
        choices=[
            (NOBODY, gettext_lazy("Nobody, but everybody may have one")),
            (EVERYBODY, gettext_lazy("Everybody")),
            (CHOSEN, gettext_lazy("People with these roles:")),
        ],
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "roles", list(role_names(scope).items()))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("who") == CHOSEN and not cleaned.get("roles"):
            self.add_error("roles", _("Choose at least one role."))
        return cleaned


@reads_and_sends
@requires(Permission.SIGN_IN_EDIT)
def edit_rules(request: TenantRequest) -> HttpResponse:
    rule = find_rule(request.by)
    who = EVERYBODY if rule.everybody else CHOSEN if rule.roles else NOBODY
    form = RuleForm(
        request.POST or None,
        scope=request.by.scope,
        initial={"who": who, "roles": rule.roles},
    )
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["who"]
        set_rule(
            everybody=who == EVERYBODY,
            roles=form.cleaned_data["roles"] if who == CHOSEN else [],
            by=request.by,
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("web:sign_in_rules", request.tenant.id)
    context = {"form": form, "above": bool(rules_above(request.by))}
    return render(request, "sign_in_rules/edit.html", context)


def demand_second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lead whoever owes a second factor to setting it up, before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            not request.user.is_authenticated
            or request.path.startswith(OPEN)
            or not owes_second_factor(request.user, at=timezone.now())
        ):
            return get_response(request)
        if "HX-Request" in request.headers:
            return HttpResponseClientRedirect("/account/second-factor/")
        if is_background(request):
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        return redirect("mfa_index")

    return middleware
