"""Pages of wall screens: which there are, making an address for one, ending it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.rights import BeyondOwnRights
from progres.devices.queries import get_device
from progres.displays.actions import (
    BadDisplay,
    DisplayFields,
    make_display,
    revoke_display,
)
from progres.displays.queries import get_display, search_displays
from progres.displays.rules import LONGEST_DAYS, LONGEST_NAME, Shown
from progres.tenants.queries import get_tenant, search_tenants
from progres.web.confirmation import is_confirmed
from progres.web.fields import LastDayField, LineField, offer
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.numbers import number_in
from progres.web.paging import page_number, page_of
from progres.web.refusals import done
from progres.web.words import Words

if TYPE_CHECKING:
    from progres.devices.models import Device
    from progres.displays.models import DisplayToken

PAGE_SIZE = 50
DOTS = 6  # pixels of a module of the QR code
SHOWN_WORDS: Words = {
    Shown.OVERVIEW: gettext_lazy("The overview"),
    Shown.ALARMS: gettext_lazy("The open alarms"),
    Shown.DEVICE: gettext_lazy("A device"),
}


class DisplayForm(forms.Form):
    """What is said of a new wall screen; for a device its instance is not asked."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Where it hangs, such as “Entrance hall”."),
    )
    shown = forms.ChoiceField(
        label=gettext_lazy("It shows"),
        widget=forms.RadioSelect,
        choices=[(s, SHOWN_WORDS[s]) for s in (Shown.OVERVIEW, Shown.ALARMS)],
        initial=Shown.OVERVIEW,
    )
    tenant = forms.TypedChoiceField(
        label=gettext_lazy("Instance"),
        coerce=int,
        help_text=gettext_lazy("With the instances below."),
    )
    expires_at = LastDayField(
        label=gettext_lazy("Good until"),
        most_days=LONGEST_DAYS,
        help_text=gettext_lazy("Its last day, at most a year from now."),
    )

    def __init__(
        self, *args: Any, by: Membership, device: "Device | None", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "tenant", [(t.id, t.name) for t in search_tenants(by.scope)])
        if device is not None:
            del self.fields["tenant"]
            del self.fields["shown"]


@require_safe
@requires(Permission.DISPLAYS_EDIT)
def list_displays(request: TenantRequest) -> HttpResponse:
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = search_displays(request.by.scope).order_by("-id")
    rows = [
        {"display": display, "shown": SHOWN_WORDS[display.shown]}
        for display in found[first : first + PAGE_SIZE + 1]
    ]
    context = {"page": page_of(rows, number, PAGE_SIZE), "now": timezone.now()}
    return render(request, "displays/list.html", context)


@reads_and_sends
@requires(Permission.DISPLAYS_EDIT)
def add_display(request: TenantRequest) -> HttpResponse:
    """Ask what it shows, with ?device= that one; the answer shows its address, once."""
    device_id = number_in(request.GET.get("device", ""))
    device = get_device(request.by.scope, device_id) if device_id is not None else None
    at_first = {
        "tenant": request.tenant.id,
        "expires_at": timezone.localdate() + timedelta(days=LONGEST_DAYS - 1),
    }
    form = DisplayForm(
        request.POST or None, by=request.by, device=device, initial=at_first
    )
    if form.is_valid() and (made := _made(request, form, device)):
        return _show_address(request, *made)
    return render(request, "displays/new.html", {"form": form, "device": device})


@reads_and_sends
@requires(Permission.DISPLAYS_EDIT)
def revoke(request: TenantRequest, display_id: int) -> HttpResponse:
    """Say what it means, then do it."""
    display = get_display(request.by.scope, display_id)
    if is_confirmed(request, display.name):
        revoke_display(display_id, by=request.by, at=timezone.now())
        messages.success(request, _("“%s” was revoked.") % display.name)
        return redirect("web:display_list", request.tenant.id)
    context = {"display": display, "wrong": request.method == "POST"}
    return render(request, "displays/revoke.html", context)


def _made(
    request: TenantRequest, form: DisplayForm, device: "Device | None"
) -> "tuple[DisplayToken, str] | None":
    """Make the address; what is refused stands in the form, and there is none."""
    said = form.cleaned_data
    others = search_displays(request.by.scope)
    if others.filter(
        name=said["name"]
    ).exists():  # so that a reload makes no second one
        form.add_error("name", _("There is already a wall screen of this name."))
        return None
    fields = DisplayFields(
        name=said["name"],
        shown=said.get("shown", Shown.DEVICE),
        expires_at=said["expires_at"],
        device_id=device.id if device else None,
    )
    tenant = get_tenant(request.by.scope, said.get("tenant", request.tenant.id))
    return done(
        form,
        lambda: make_display(fields, tenant=tenant, by=request.by, at=timezone.now()),
        beside={BadDisplay: "name", BeyondOwnRights: "name"},
    )


def _show_address(
    request: TenantRequest, display: "DisplayToken", token: str
) -> HttpResponse:
    url = settings.BASE_URL + reverse("web:display", args=[token])
    code = segno.make(url, error="m", micro=False)
    context = {
        "display": display,
        "url": url,
        "code": code.png_data_uri(scale=DOTS, border=4),
    }
    return render(request, "displays/secret.html", context)
