"""Pages that note who moves in and out, and change or delete that."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from progres.accounts.access import Permission
from progres.metering.occupancies import (
    change_occupancy,
    delete_occupancy,
    move_in,
    move_out,
)
from progres.metering.occupants import get_occupancy, occupancies_of
from progres.metering.queries import get_point
from progres.web.confirmation import is_confirmed
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.occupancy_form import MoveOutForm, OccupancyForm
from progres.web.refusals import done

if TYPE_CHECKING:
    from progres.metering.models import MeasuringPoint, Occupancy


@reads_and_sends
@requires(Permission.OCCUPANCIES_EDIT)
def note_move_in(request: TenantRequest, point_id: int) -> HttpResponse:
    """Ask who moves in, and from when on."""
    point: MeasuringPoint = get_point(request.by.scope, point_id)
    lasting = occupancies_of(request.by.scope, point).filter(until=None).first()
    form = OccupancyForm(
        request.POST or None,
        initial={"since": timezone.localdate()},
        by=request.by,
        point=point,
        lasting=lasting,
    )
    made: Occupancy | None = done(
        form,
        lambda: move_in(
            point_id,
            form.occupancy_fields,
            ends_former=form.cleaned_data.get("ends_former", False),
            by=request.by,
            at=timezone.now(),
        ),
    )
    if made is not None:
        messages.success(request, _("The move-in is noted."))
        return redirect("web:point", request.tenant.id, point_id)
    context = {"form": form, "point": point, "occupancy": None}
    return render(request, "occupancies/edit.html", context)


@reads_and_sends
@requires(Permission.OCCUPANCIES_EDIT)
def edit_occupancy(request: TenantRequest, occupancy_id: int) -> HttpResponse:
    occupancy = get_occupancy(request.by.scope, occupancy_id)
    point = occupancy.measuring_point
    form = OccupancyForm(
        request.POST or None, by=request.by, point=point, occupancy=occupancy
    )
    if done(
        form,
        lambda: change_occupancy(
            occupancy_id, form.occupancy_fields, by=request.by, at=timezone.now()
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("web:occupancy", request.tenant.id, occupancy_id)
    context = {"form": form, "point": point, "occupancy": occupancy}
    return render(request, "occupancies/edit.html", context)


@reads_and_sends
@requires(Permission.OCCUPANCIES_EDIT)
def note_move_out(request: TenantRequest, occupancy_id: int) -> HttpResponse:
    """Ask for the last day there."""
    occupancy = get_occupancy(request.by.scope, occupancy_id)
    form = MoveOutForm(
        request.POST or None,
        initial={"until": occupancy.last_day or timezone.localdate()},
        occupancy=occupancy,
    )
    if done(
        form,
        lambda: move_out(occupancy_id, form.moment, by=request.by, at=timezone.now()),
    ):
        messages.success(request, _("The move-out is noted."))
        return redirect("web:point", request.tenant.id, occupancy.measuring_point_id)
    context = {"form": form, "occupancy": occupancy}
    return render(request, "occupancies/out.html", context)


@reads_and_sends
@requires(Permission.OCCUPANCIES_EDIT)
def remove_occupancy(request: TenantRequest, occupancy_id: int) -> HttpResponse:
    occupancy = get_occupancy(request.by.scope, occupancy_id)
    if is_confirmed(request, occupancy.name):
        delete_occupancy(occupancy_id, by=request.by, at=timezone.now())
        messages.success(request, _("%s was deleted.") % occupancy.name)
        return redirect("web:point", request.tenant.id, occupancy.measuring_point_id)
    context = {"occupancy": occupancy, "wrong": request.method == "POST"}
    return render(request, "occupancies/delete.html", context)
