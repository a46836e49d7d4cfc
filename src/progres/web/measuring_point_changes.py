"""Pages that make, change and delete a measuring point."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from progres.accounts.access import Permission
from progres.assets.reach import AssetOutOfReach
from progres.metering.actions import change_point, create_point, delete_point
from progres.metering.checks import said_of_point
from progres.metering.queries import get_point, meters_of, search_points
from progres.metering.rules import UNITS, Medium
from progres.tenants.queries import get_tenant
from progres.web.confirmation import is_confirmed
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.measuring_point_form import PointForm
from progres.web.refusals import done

if TYPE_CHECKING:
    from progres.metering.models import MeasuringPoint


@reads_and_sends
@requires(Permission.MEASURING_POINTS_EDIT)
def add_point(request: TenantRequest) -> HttpResponse:
    """Make a measuring point; its first meter is put in after that."""
    known = {"tenant": request.tenant.id}
    form = PointForm(request.POST or None, initial=known, by=request.by, is_new=True)
    if _is_new(request, form) and (point_id := _saved(request, form, None)):
        messages.success(request, _("Saved."))
        if request.by.may(Permission.METERS_EXCHANGE):
            return redirect("web:meter_exchange", request.tenant.id, point_id)
        return redirect("web:point", request.tenant.id, point_id)
    context = {"form": form, "point": None}
    return render(request, "measuring_points/edit.html", context)


@reads_and_sends
@requires(Permission.MEASURING_POINTS_EDIT)
def edit_point(request: TenantRequest, point_id: int) -> HttpResponse:
    point = get_point(request.by.scope, point_id)
    known = asdict(said_of_point(point))
    form = PointForm(request.POST or None, initial=known, by=request.by, is_new=False)
    if form.is_valid() and _saved(request, form, point_id):
        messages.success(request, _("Saved."))
        return redirect("web:point", request.tenant.id, point_id)
    context = {"form": form, "point": point}
    return render(request, "measuring_points/edit.html", context)


@reads_and_sends
@requires(Permission.MEASURING_POINTS_EDIT)
def remove_point(request: TenantRequest, point_id: int) -> HttpResponse:
    point = get_point(request.by.scope, point_id)
    if is_confirmed(request, point.name):
        delete_point(point_id, by=request.by, at=timezone.now())
        messages.success(request, _("%s was deleted.") % point.name)
        return redirect("web:point_list", request.tenant.id)
    context = {
        "point": point,
        "meters": meters_of(request.by.scope, point),
        "wrong": request.method == "POST",
    }
    return render(request, "measuring_points/delete.html", context)


def _is_new(request: TenantRequest, form: PointForm) -> bool:
    """Refuse what is there already, so that sending it twice makes no second one."""
    if not form.is_valid():
        return False
    said = {**form.cleaned_data}
    tenant_id, unit = said.pop("tenant"), said.pop("unit")
    others = search_points(request.by.scope, tenant_id=tenant_id).filter(**said)
    if not others.filter(unit=unit or UNITS[Medium(said["medium"])]).exists():
        return True
    form.add_error("name", _("The same stands there already."))
    return False


def _saved(request: TenantRequest, form: PointForm, point_id: int | None) -> int | None:
    """Save a valid form and return the point's id, or None with errors in the form."""
    by, at = request.by, timezone.now()

    def save() -> "MeasuringPoint":
        if point_id is not None:
            return change_point(point_id, form.point_fields, by=by, at=at)
        tenant = get_tenant(by.scope, form.cleaned_data["tenant"])
        return create_point(form.point_fields, tenant=tenant, by=by, at=at)

    point = done(form, save, beside={AssetOutOfReach: "asset_id"})
    return point.id if point else None
