"""Taking a meter out where no other one comes, and putting it back."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from progres.accounts.access import Permission
from progres.metering.checks import LONGEST
from progres.metering.queries import get_meter
from progres.metering.removals import Removal, remove_meter, undo_removal
from progres.web.exchange_form import ReadingField
from progres.web.fields import LineField, MomentField
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.meter_exchange import newest_value
from progres.web.refusals import done, told

if TYPE_CHECKING:
    from progres.metering.models import Meter


class RemovalForm(forms.Form):
    """When the meter went, what it showed, and why."""

    moment = MomentField(label=gettext_lazy("When?"))
    last_reading = ReadingField(label=gettext_lazy("Last reading"), required=True)
    note = LineField(
        label=gettext_lazy("Note"), required=False, max_length=LONGEST["note"]
    )


@reads_and_sends
@requires(Permission.METERS_EXCHANGE)
def take_out(request: TenantRequest, meter_id: int) -> HttpResponse:
    """Ask when a meter went and what it showed; its point has none from then on."""
    meter: Meter = get_meter(request.by.scope, meter_id)
    point = meter.measuring_point
    form = RemovalForm(request.POST or None, initial={"moment": timezone.localtime()})
    form.fields["last_reading"].help_text = point.unit
    gone = done(
        form,
        lambda: remove_meter(
            meter_id, Removal(**form.cleaned_data), by=request.by, at=timezone.now()
        ),
    )
    if gone is not None:
        messages.success(request, _("The meter is taken out."))
        return redirect("web:point", request.tenant.id, point.id)
    context = {
        "form": form,
        "meter": meter,
        "point": point,
        "automatic": newest_value(request.by, meter),
    }
    return render(request, "measuring_points/removal.html", context)


@require_POST
@requires(Permission.METERS_EXCHANGE)
def put_back(request: TenantRequest, meter_id: int) -> HttpResponse:
    meter = get_meter(request.by.scope, meter_id)
    told(
        request,
        lambda: undo_removal(meter_id, by=request.by, at=timezone.now()),
        _("The meter is there again."),
    )
    return redirect("web:point", request.tenant.id, meter.measuring_point_id)
