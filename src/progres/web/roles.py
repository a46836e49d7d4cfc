"""Pages of roles: the built-in ones, and those that the instance composed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.models import OwnRole
from progres.accounts.queries import get_own_role
from progres.accounts.rights import BeyondOwnRights
from progres.accounts.role_actions import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    RoleExists,
    change_role,
    create_role,
    delete_role,
)
from progres.web.confirmation import is_confirmed
from progres.web.fields import LineField
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.refusals import ByKind, done, told
from progres.web.role_words import built_in_rows, own_rows
from progres.web.words import RIGHTS

BESIDE: ByKind[str] = {RoleExists: "name", BeyondOwnRights: "permissions"}


class RightsWidget(forms.CheckboxSelectMultiple):
    """Checkboxes, grouped by what they are about."""

    template_name = "fields/many.html"


class RoleForm(forms.Form):
    """A role; only rights that the asker has are offered."""

    name = LineField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    description = LineField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=LONGEST_DESCRIPTION,
        help_text=gettext_lazy("For whom it is, so that others choose it rightly."),
    )
    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("May do"), widget=RightsWidget
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["permissions"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 tells mypy
        groups = (
            (group, [(right, words) for right, words in some.items() if by.may(right)])
            for group, some in RIGHTS.items()
        )
        field.choices = [(group, some) for group, some in groups if some]


@require_safe
@requires(Permission.USERS_VIEW)
def list_roles(request: TenantRequest) -> HttpResponse:
    context = {
        "own": own_rows(request.by.scope),
        "built_in": built_in_rows(),
    }
    return render(request, "roles/list.html", context)


@reads_and_sends
@requires(Permission.USERS_EDIT)
def add_role(request: TenantRequest) -> HttpResponse:
    by = request.by
    form = RoleForm(request.POST or None, by=by)
    if done(
        form,
        lambda: create_role(
            **form.cleaned_data, tenant=request.tenant, by=by, at=timezone.now()
        ),
        beside=BESIDE,
    ):
        messages.success(request, _("Saved."))
        return redirect("web:role_list", request.tenant.id)
    return render(request, "roles/edit.html", {"form": form, "role": None})


@reads_and_sends
@requires(Permission.USERS_EDIT)
def edit_role(request: TenantRequest, role_id: int) -> HttpResponse:
    role = _own(request, role_id)
    names = ("name", "description", "permissions")
    form = RoleForm(
        request.POST or None,
        by=request.by,
        initial={name: getattr(role, name) for name in names},
    )
    if done(
        form,
        lambda: change_role(
            role_id, **form.cleaned_data, by=request.by, at=timezone.now()
        ),
        beside=BESIDE,
    ):
        messages.success(request, _("Saved. It holds at once for all who have it."))
        return redirect("web:role_list", request.tenant.id)
    return render(request, "roles/edit.html", {"form": form, "role": role})


@reads_and_sends
@requires(Permission.USERS_EDIT)
def remove_role(request: TenantRequest, role_id: int) -> HttpResponse:
    role = _own(request, role_id)
    if is_confirmed(request, role.name):
        if told(
            request,
            lambda: delete_role(role_id, by=request.by, at=timezone.now()),
            _("%s was deleted.") % role.name,
        ):
            return redirect("web:role_list", request.tenant.id)
        return redirect("web:role", request.tenant.id, role_id)
    context = {"role": role, "wrong": request.method == "POST"}
    return render(request, "roles/delete.html", context)


def _own(request: TenantRequest, role_id: int) -> OwnRole:
    """A role of the instances in scope; one from above is only looked at."""
    return get_own_role(request.by.scope, role_id, to_change=True)
