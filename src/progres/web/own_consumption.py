"""Pages of a person's own consumption: cut to the own time, of the own account alone."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.metering.occupants import get_own_occupancy, occupancies_of_user
from progres.metering.own_consumption import By, Consumed, own_consumption
from progres.metering.series import COUNTED
from progres.web.device_charts import as_json
from progres.web.guards import TenantRequest, requires
from progres.web.table_files import Form, TableFile, response_of, written

if TYPE_CHECKING:
    from progres.metering.models import Occupancy


@require_safe
@requires(Permission.OWN_CONSUMPTION_VIEW)
def list_own(request: TenantRequest) -> HttpResponse:
    found = occupancies_of_user(request.by.scope, request.user.id)
    return render(request, "own_consumption/list.html", {"occupancies": list(found)})


@require_safe
@requires(Permission.OWN_CONSUMPTION_VIEW)
def show_own(request: TenantRequest, occupancy_id: int) -> HttpResponse:
    """Show what was consumed by months, or with ?month=2026-03 by its days."""
    occupancy = get_own_occupancy(request.by.scope, request.user.id, occupancy_id)
    month = _month(request)
    context = {
        "occupancy": occupancy,
        "point": occupancy.measuring_point,
        "month": month,
        "rows": _rows(request, occupancy, month)[::-1],
        "counted": COUNTED,
        "counted_label": as_json({COUNTED: _("Counted since you moved in")}),
    }
    return render(request, "own_consumption/show.html", context)


@require_safe
@requires(Permission.OWN_CONSUMPTION_VIEW)
def download_own(request: TenantRequest, occupancy_id: int) -> HttpResponseBase:
    """Answer with the table of the page as a file; ?as= says in which form."""
    occupancy = get_own_occupancy(request.by.scope, request.user.id, occupancy_id)
    month = _month(request)
    wanted = request.GET.get("as", "")
    rows = [(row.first_day, row.amount) for row in _rows(request, occupancy, month)]
    unit = occupancy.measuring_point.unit
    consumed = _("Consumption")
    file = TableFile(
        name=_("own-consumption"),
        head=[
            _("Day") if month else _("Month from"),
            f"{consumed} ({unit})" if unit else consumed,
        ],
        parts=lambda: iter([rows]),
        form=Form(wanted) if wanted in set(Form) else Form.GERMAN,
    )
    return response_of(file, list(written(file)))


def _rows(
    request: TenantRequest, occupancy: "Occupancy", month: date | None
) -> Sequence[Consumed]:
    rows = own_consumption(
        request.by.scope,
        request.user.id,
        occupancy.id,
        by=By.DAY if month else By.MONTH,
        at=timezone.now(),
    )
    if month is None:
        return rows
    return [row for row in rows if row.first_day.replace(day=1) == month]


def _month(request: TenantRequest) -> date | None:
    """Read the month that is asked for; None for all, and for what is none."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return None
