"""What must not be deleted for some time: the list of legal holds, and their forms."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.privacy.hold_actions import (
    LONGEST_REASON,
    BadHold,
    HoldFields,
    HoldIsOver,
    find_thing,
    lift_hold,
    prolong_hold,
    set_hold,
)
from progres.privacy.holds import Covers, get_hold, search_holds
from progres.privacy.words import COVERS
from progres.web.fields import LastDayField, LineField
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.paging import page_number, page_of
from progres.web.refusals import done, told

PAGE_SIZE = 50
MOST_DAYS = 366


class HoldForm(forms.Form):
    """What must not be deleted, until when, and why."""

    covers = forms.ChoiceField(label=gettext_lazy("What it covers"))
    thing = LineField(
        label=gettext_lazy("Which one"),
        required=False,
        max_length=254,
        help_text=gettext_lazy(
            "DevEUI of the device, number or name of the measuring point, e-mail address "
            "of the account. Empty for the whole instance."
        ),
    )
    reason = LineField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Why the data are needed, such as a case at court."),
    )
    until = LastDayField(
        label=gettext_lazy("Last day"),
        most_days=MOST_DAYS,
        help_text=gettext_lazy("At most a year from now; it can be prolonged."),
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by
        self.fields["covers"].choices = list(COVERS.items())  # type: ignore[attr-defined] # a choice field

    @property
    def said(self) -> HoldFields:
        """The fields; a thing that is not found has the id 0, which is refused."""
        said = self.cleaned_data
        covers = Covers(said["covers"])
        return HoldFields(
            covers=covers,
            thing_id=None
            if covers is Covers.INSTANCE
            else find_thing(covers, said["thing"], by=self._by),
            reason=said["reason"],
            until=said["until"],
        )


class EndForm(forms.Form):
    """Until when a hold goes on."""

    until = LastDayField(label=gettext_lazy("Last day"), most_days=MOST_DAYS)


@require_safe
@requires(Permission.PRIVACY_VIEW)
def list_holds(request: TenantRequest) -> HttpResponse:
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    holds = search_holds(request.by.scope)[first : first + PAGE_SIZE + 1]
    now = timezone.now()
    rows = [
        {
            "hold": hold,
            "covers": COVERS[Covers(hold.covers)],
            "in_force": hold.lifted_at is None and hold.until > now,
        }
        for hold in holds
    ]
    context = {"tab": "holds", "page": page_of(rows, number, PAGE_SIZE)}
    return render(request, "privacy/holds.html", context)


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def add_hold(request: TenantRequest) -> HttpResponse:
    form = HoldForm(request.POST or None, by=request.by)
    if done(
        form,
        lambda: set_hold(form.said, by=request.by, at=timezone.now()),
        beside={BadHold: "thing"},
    ):
        messages.success(request, _("The hold is set: nothing of it is deleted."))
        return redirect("web:hold_list", request.tenant.id)
    return render(request, "privacy/hold_new.html", {"tab": "holds", "form": form})


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def edit_hold(request: TenantRequest, hold_id: int) -> HttpResponse:
    hold = get_hold(request.by.scope, hold_id)
    form = EndForm(request.POST or None, initial={"until": hold.until})

    def act() -> bool:
        until = form.cleaned_data["until"]
        prolong_hold(hold.id, until, by=request.by, at=timezone.now())
        return True

    if done(form, act, beside={BadHold: "until", HoldIsOver: "until"}):
        messages.success(request, _("Saved."))
        return redirect("web:hold_list", request.tenant.id)
    context = {
        "tab": "holds",
        "form": form,
        "hold": hold,
        "covers": COVERS[Covers(hold.covers)],
        "in_force": hold.lifted_at is None and hold.until > timezone.now(),
    }
    return render(request, "privacy/hold.html", context)


@require_POST
@requires(Permission.PRIVACY_EDIT)
def lift(request: TenantRequest, hold_id: int) -> HttpResponse:
    told(
        request,
        lambda: lift_hold(hold_id, by=request.by, at=timezone.now()),
        _("The hold is lifted: what is due goes with the next run."),
    )
    return redirect("web:hold_list", request.tenant.id)
