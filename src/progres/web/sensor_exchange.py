"""Pages on which a device becomes another sensor, or the one before again."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.access import Permission
from progres.devices.checks import DevEuiInUse
from progres.devices.exchanges import (
    LONGEST_NOTE,
    Exchange,
    exchange_sensor,
    undo_exchange,
)
from progres.devices.queries import exchanges_of
from progres.devices.rules import ExchangeReason
from progres.files.rules import BadFile
from progres.kit.refusal import Said
from progres.metering.queries import meters_read_by
from progres.web.device_form import KeyField
from progres.web.device_frame import frame_of
from progres.web.fields import EuiField, LineField, MomentField
from progres.web.files import FROM_CAMERA, upload_of
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.metering_words import REASONS
from progres.web.refusals import done, told

if TYPE_CHECKING:
    from progres.devices.models import Device

EUI = {"class": "mono", "spellcheck": "false", "autocomplete": "off"}


class SensorForm(forms.Form):
    """The new sensor, when it was put in, and why."""

    dev_eui = EuiField(
        label=gettext_lazy("DevEUI of the new sensor"),
        max_length=40,
        help_text=gettext_lazy("16 hex digits; it stands on the device."),
        widget=forms.TextInput(EUI),
    )
    serial_number = LineField(
        label=gettext_lazy("Serial number"), required=False, max_length=60
    )
    moment = MomentField(label=gettext_lazy("When?"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason, REASONS[reason]) for reason in ExchangeReason],
    )
    note = LineField(
        label=gettext_lazy("Note"), required=False, max_length=LONGEST_NOTE
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        help_text=gettext_lazy(
            "Such as of the new sensor where it hangs. It is kept with the device,"
            " without what the camera noted, such as the place."
        ),
        widget=forms.FileInput(attrs=FROM_CAMERA),
    )
    join_eui = EuiField(
        label=gettext_lazy("JoinEUI"),
        required=False,
        max_length=40,
        widget=forms.TextInput(EUI),
    )
    app_key = KeyField(label=gettext_lazy("AppKey"))
    nwk_key = KeyField(label=gettext_lazy("NwkKey"))

    @property
    def exchange(self) -> Exchange:
        """What the valid form says, as the action takes it."""
        said: dict[str, Any] = dict(self.cleaned_data)
        if photo := said.pop("photo"):
            taken_on = timezone.localdate(said["moment"])
            said["photo"] = upload_of(photo, taken_on=taken_on)
        keys = {name: said.pop(name) for name in ("app_key", "nwk_key")}
        return Exchange(**said, keys={name: key for name, key in keys.items() if key})


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def exchange_device(request: TenantRequest, device_id: int) -> HttpResponse:
    frame = frame_of(request, device_id, "data")
    device: Device = frame["device"]
    known = {"moment": timezone.localtime(), "join_eui": device.join_eui}
    form = SensorForm(request.POST or None, request.FILES or None, initial=known)
    if done(
        form,
        lambda: exchange_sensor(
            device_id, form.exchange, by=request.by, at=timezone.now()
        ),
        beside={DevEuiInUse: "dev_eui", BadFile: "photo"},
        words={
            DevEuiInUse: Said("Another device of this instance has this DevEUI."),
        },
    ):
        messages.success(request, _("The exchange is noted."))
        return redirect("web:device_data", request.tenant.id, device_id)
    if request.FILES and "photo" not in form.errors:
        form.add_error("photo", _("Choose the photo again; it was not kept."))
    may_see = request.by.may(Permission.MEASURING_POINTS_VIEW)
    meters = meters_read_by(request.by.scope, device_id) if may_see else ()
    return render(
        request, "devices/exchange.html", {**frame, "form": form, "meters": meters}
    )


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def undo_device_exchange(
    request: TenantRequest, device_id: int, exchange_id: int
) -> HttpResponse:
    """Ask before a device becomes the sensor again that it was."""
    frame = frame_of(request, device_id, "data")
    exchange = exchanges_of(request.by.scope, device_id).get(id=exchange_id)
    if request.method == "POST":
        told(
            request,
            lambda: undo_exchange(
                device_id, exchange_id, by=request.by, at=timezone.now()
            ),
            _("The exchange is undone."),
        )
        return redirect("web:device_data", request.tenant.id, device_id)
    context = {**frame, "exchange": exchange}
    return render(request, "devices/undo_exchange.html", context)
