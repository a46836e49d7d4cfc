"""Photos of an exchange: on their way through the assistant, and with the meter."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.files.actions import delete_file, use_file
from progres.files.queries import Owner, get_file, waiting_files
from progres.files.rules import Use
from progres.metering.queries import get_meter
from progres.web.files import FROM_CAMERA, given_out, keep_sent
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.numbers import number_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from progres.files.models import StoredFile
    from progres.metering.models import MeasuringPoint, Meter


class TakenForm(forms.Form):
    """A photo with a step of the assistant."""

    file = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        help_text=gettext_lazy(
            "Such as of the register or the seal. Each step can bring one."
        ),
        widget=forms.FileInput(attrs=FROM_CAMERA),
    )


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The photos that came with the steps so far, and the form for the next one."""

    form: TakenForm
    photos: "Sequence[StoredFile]" = ()

    def use(
        self, request: TenantRequest, point: "MeasuringPoint", meter: "Meter"
    ) -> None:
        """Give the photos to the meter that was put in."""
        for photo in self.photos:
            use_file(
                photo.id,
                point_id=point.id,
                meter_id=meter.id,
                thing=point,
                by=request.by,
                at=timezone.now(),
            )


def taken_so_far(request: TenantRequest, point: "MeasuringPoint") -> Taken:
    """Keep what a step brought, so that whatever else is wrong nobody takes it again."""
    if request.method != "POST":
        return Taken(form=TakenForm())
    form = TakenForm(request.POST, request.FILES)
    ids = [number_in(text) for text in request.POST.getlist("photo")]
    if request.FILES:
        owner = Owner("measuring_point_id", point.id)
        fresh = keep_sent(
            request, form, use=Use.PHOTO, thing=point, owner=owner, waits=True
        )
        ids.append(fresh.id if fresh else None)
    known = [number for number in ids if number is not None]
    photos = list(waiting_files(request.by.scope, point.id, known))
    return Taken(form=form, photos=photos)


@require_safe
@requires(Permission.MEASURING_POINTS_VIEW)
def show_photo(
    request: TenantRequest, meter_id: int, meter_photo_id: int
) -> HttpResponse:
    meter = get_meter(request.by.scope, meter_id)
    photo = get_file(request.by.scope, Owner("meter_id", meter.id), meter_photo_id)
    return given_out(request, photo, meter.measuring_point)


@reads_and_sends
@requires(Permission.METERS_EXCHANGE)
def remove_photo(
    request: TenantRequest, meter_id: int, meter_photo_id: int
) -> HttpResponse:
    meter = get_meter(request.by.scope, meter_id)
    owner, point = Owner("meter_id", meter.id), meter.measuring_point
    photo = get_file(request.by.scope, owner, meter_photo_id)
    back = reverse("web:point", args=[request.tenant.id, point.id])
    if request.method == "POST":
        now = timezone.now()
        delete_file(meter_photo_id, thing=point, owner=owner, by=request.by, at=now)
        messages.success(request, _("%s was deleted.") % photo.name)
        return redirect(back)
    context = {"file": photo, "thing": point, "back": back}
    return render(request, "files/delete.html", context)
