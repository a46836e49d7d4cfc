"""The instance switcher in the frame of every page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.places import search_places
from progres.web.guards import TenantRequest, requires

MOST_PLACES = 30


@require_safe
@requires(Permission.TENANTS_VIEW)
def list_places(request: TenantRequest) -> HttpResponse:
    """Where the person may go, for the switcher of the frame."""
    found = search_places(
        request.by.user,
        text=request.GET.get("q", "")[:100],
        most=MOST_PLACES + 1,
        at=timezone.now(),
    )
    context = {"found": found[:MOST_PLACES], "more": len(found) > MOST_PLACES}
    return render(request, "_places.html", context)
