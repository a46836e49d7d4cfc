"""When the operator's staff may act in an instance, and why."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from progres.accounts.access import Permission
from progres.accounts.support import operator_roles_in, search_support
from progres.accounts.support_actions import (
    LONGEST_REASON,
    BadSupport,
    end_support_access,
)
from progres.notifications.staff_mails import open_support
from progres.web.fields import LineField
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.paging import page_number, page_of
from progres.web.refusals import done, told
from progres.web.role_words import role_names

PAGE_SIZE = 50
HOURS = (1, 4, 8, 24, 72)


class SupportForm(forms.Form):
    """Why somebody of the operator's staff wants to look in, and for how long."""

    reason = LineField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("The customer reads it, in a mail and on this page."),
    )
    hours = forms.TypedChoiceField(label=gettext_lazy("For"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hours"].choices = [  # type: ignore[attr-defined] # a choice field
            (
                hours,
                ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours},
            )
            for hours in HOURS
        ]


@reads_and_sends
@requires(Permission.SUPPORT_VIEW)
def show_support(request: TenantRequest) -> HttpResponse:
    """Show who works here, who was let in, and let staff in that gives a reason."""
    now = timezone.now()
    may_open = _may_open(request)
    form = SupportForm(request.POST or None, initial={"hours": 4})
    if request.method == "POST":
        if not may_open:
            raise PermissionDenied
        if form.is_valid() and _opened(request, form):
            messages.success(
                request, _("Support access is open. The customer was told.")
            )
            return redirect("web:support", request.tenant.id)
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    accesses = search_support(request.by.scope, request.tenant)
    roles = operator_roles_in(request.tenant, at=now)
    names = role_names(request.by.scope)
    context = {
        "page": page_of(
            list(accesses[first : first + PAGE_SIZE + 1]), number, PAGE_SIZE
        ),
        "now": now,
        "form": form if may_open else None,
        "is_self_run": roles is not None and not roles,
        "roles": [names.get(role, role) for role in roles or ()],
    }
    return render(request, "support/show.html", context)


@require_POST
@requires(Permission.SUPPORT_VIEW)
def end_support(request: TenantRequest, access_id: int) -> HttpResponse:
    told(
        request,
        lambda: end_support_access(access_id, by=request.by, at=timezone.now()),
        _("Support access has ended."),
    )
    if request.by.user.tenant_id == request.tenant.id:
        return redirect("web:support", request.tenant.id)
    return redirect("web:start")  # who ended the own access may see less now


def _may_open(request: TenantRequest) -> bool:
    """Only where the contract keeps the person out is there a door to open."""
    return request.by.may(Permission.SUPPORT_OPEN) and not request.by.may(
        Permission.READINGS_VIEW
    )


def _opened(request: TenantRequest, form: SupportForm) -> bool:
    said = form.cleaned_data
    access = done(
        form,
        lambda: open_support(
            said["reason"], hours=said["hours"], by=request.by, at=timezone.now()
        ),
        beside={BadSupport: "reason"},
    )
    return access is not None
