"""Pages of measuring points: the list, one with its consumption, and due calibrations."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.files.queries import photos_of_meters
from progres.imports.queries import imports_of
from progres.metering.occupants import occupancies_of
from progres.metering.queries import (
    due_calibrations,
    get_point,
    installed_at,
    meters_of,
    search_points,
)
from progres.metering.rules import Medium
from progres.metering.series import COUNTED
from progres.web.device_charts import MOST_LINES, as_json
from progres.web.guards import TenantRequest, requires
from progres.web.metering_words import MEDIA, REASONS
from progres.web.noted import note_view
from progres.web.numbers import number_in
from progres.web.paging import page_number, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from progres.metering.models import Meter

PAGE_SIZE = 50
LAST_YEAR = 9999


@require_safe
@requires(Permission.MEASURING_POINTS_VIEW)
def list_points(request: TenantRequest) -> HttpResponse:
    scope, text = request.by.scope, request.GET.get("q", "").strip()[:200]
    medium = request.GET.get("medium", "")
    medium = medium if medium in set(Medium) else ""
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = search_points(scope, text=text, medium=medium)
    rows = list(found[first : first + PAGE_SIZE + 1])
    context = {
        "page": page_of(rows, number, PAGE_SIZE),
        "meters": installed_at(scope, rows),
        "text": text,
        "medium": medium,
        "media": MEDIA.items(),
    }
    return render(request, "measuring_points/list.html", context)


@require_safe
@requires(Permission.MEASURING_POINTS_VIEW)
def show_point(request: TenantRequest, point_id: int) -> HttpResponse:
    point = get_point(request.by.scope, point_id)
    meters = meters_of(request.by.scope, point)
    note_view(
        request, "measuring_point.viewed", point.target, tenant_id=point.tenant_id
    )
    context = {
        "point": point,
        "installed": next((m for m in meters if m.removed_at is None), None),
        "meters": meters[::-1],
        "photos": list(photos_of_meters(request.by.scope, point_id)),
        "year": timezone.localdate().year,
        "imported": imports_of(request.by.scope, "measuring_point", point_id),
        "occupancies": list(occupancies_of(request.by.scope, point))
        if request.by.may(Permission.OCCUPANCIES_VIEW)
        else [],
        **_charts(meters),
    }
    return render(request, "measuring_points/show.html", context)


@require_safe
@requires(Permission.MEASURING_POINTS_VIEW)
def list_calibrations(request: TenantRequest) -> HttpResponse:
    """Show which calibrations end with ?year=, this one if nothing is asked."""
    this_year = timezone.localdate().year
    year = min(number_in(request.GET.get("year", "")) or this_year, LAST_YEAR)
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    due = due_calibrations(request.by.scope, until=year)
    rows = list(due[first : first + PAGE_SIZE + 1])
    context = {
        "page": page_of(rows, number, PAGE_SIZE),
        "year": year,
        "this_year": this_year,
        "years": sorted({*range(this_year, this_year + 6), year}),
    }
    return render(request, "measuring_points/calibrations.html", context)


def _charts(meters: "Sequence[Meter]") -> dict[str, str]:
    """Say what <time-series-chart> draws: the consumption, and the newest registers."""
    newest = meters[-MOST_LINES:]
    return {
        "counted": COUNTED,
        "counted_label": as_json({COUNTED: _("Counted since the first meter")}),
        "registers": ",".join(str(meter.id) for meter in newest),
        "register_labels": as_json({str(meter.id): meter.number for meter in newest}),
        "exchanges": as_json(
            [
                {
                    "from": meter.installed_at,
                    "to": meter.installed_at,
                    "severity": "info",
                    "label": f"{REASONS.get(meter.reason, '')}: {meter.number}",
                }
                for meter in meters[1:]
            ]
        ),
    }
