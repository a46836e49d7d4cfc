"""Pages of occupancies: who consumes where, from when to when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.metering.occupants import STANDINGS, get_occupancy, search_occupancies
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of

PAGE_SIZE = 50
STANDING_WORDS = dict(
    zip(STANDINGS, (_("Present ones"), _("Former ones")), strict=True)
)


@require_safe
@requires(Permission.OCCUPANCIES_VIEW)
def list_occupancies(request: TenantRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    standing = request.GET.get("standing", "")
    standing = standing if standing in STANDINGS else ""
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = search_occupancies(
        request.by.scope, text=text, standing=standing, at=timezone.now()
    )
    if number == 1:
        note_view(request, "occupancies.viewed", request.tenant.target)
    context = {
        "page": page_of(list(found[first : first + PAGE_SIZE + 1]), number, PAGE_SIZE),
        "text": text,
        "standing": standing,
        "standings": STANDING_WORDS.items(),
    }
    return render(request, "occupancies/list.html", context)


@require_safe
@requires(Permission.OCCUPANCIES_VIEW)
def show_occupancy(request: TenantRequest, occupancy_id: int) -> HttpResponse:
    occupancy = get_occupancy(request.by.scope, occupancy_id)
    note_view(
        request,
        "occupancy.viewed",
        occupancy.target,
        tenant_id=occupancy.tenant_id,
    )
    return render(request, "occupancies/show.html", {"occupancy": occupancy})
