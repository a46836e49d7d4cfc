"""The page that prints QR labels of devices, for one of them or many."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.access import Permission
from progres.audit.actions import record
from progres.devices.queries import profiles_of, search_devices
from progres.lorawan.tr005 import Identification, write_identification
from progres.web.device_selection import selection_of
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.label_pdf import SHEETS, Label, labels_as_pdf

if TYPE_CHECKING:
    from progres.devices.models import Device

MOST_LABELS = 1000
PAGE, TR005 = "page", "tr005"
NO_JOIN_EUI = "0" * 16
NO_PROFILE = "ffff0000"  # of no vendor that the LoRa Alliance knows
SHEET_NAMES = [
    ("70x36", gettext_lazy("70 × 36 mm, 24 on a sheet")),
    ("48.5x25.4", gettext_lazy("48.5 × 25.4 mm, 40 on a sheet")),
    ("63.5x38.1", gettext_lazy("63.5 × 38.1 mm, 21 on a sheet")),
    ("105x74", gettext_lazy("105 × 74 mm, 8 on a sheet")),
]


class LabelForm(forms.Form):
    """On which labels, from where on, and what the QR code says."""

    sheet = forms.ChoiceField(label=gettext_lazy("Labels"), choices=SHEET_NAMES)
    start = forms.IntegerField(
        label=gettext_lazy("First free label"),
        min_value=1,
        max_value=40,
        initial=1,
        help_text=gettext_lazy(
            "Counted from the top left, row by row, so that a begun sheet can be used."
        ),
    )
    code = forms.ChoiceField(
        label=gettext_lazy("The QR code leads to"),
        choices=[
            (PAGE, gettext_lazy("the page of the device, with any camera")),
            (TR005, gettext_lazy("its identity, for registering it (TR005)")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sheet = SHEETS.get(cleaned.get("sheet", ""))
        start = cleaned.get("start")
        if sheet and start and start > sheet.count:
            self.add_error(
                "start",
                _("This sheet has %(count)s labels.") % {"count": sheet.count},
            )
        return cleaned


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def print_labels(request: TenantRequest) -> HttpResponse:
    """Ask for the sheet, and answer with the PDF."""
    selection = selection_of(request.GET, by=request.by, at=timezone.now())
    form = LabelForm(request.POST or None)
    count = len(selection.ids)
    if form.is_valid() and 0 < count <= MOST_LABELS:
        return _pdf(request, form, selection.ids)
    context = {"form": form, "count": count, "most": MOST_LABELS}
    return render(request, "devices/labels.html", context)


def _pdf(request: TenantRequest, form: LabelForm, ids: Any) -> HttpResponse:
    scope, said = request.by.scope, form.cleaned_data
    found = search_devices(scope).filter(id__in=ids).select_related(None)
    profiles = profiles_of(scope)
    labels = [_label(request, device, profiles, said["code"]) for device in found]
    record(
        "device.labels_printed",
        tenant_id=request.tenant.id,
        target=request.tenant.target,
        by=request.by.actor,
        at=timezone.now(),
        details={"count": len(labels)},
    )
    pdf = labels_as_pdf(labels, SHEETS[said["sheet"]], start=said["start"])
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="labels.pdf"'
    return response


def _label(
    request: TenantRequest, device: "Device", profiles: dict[int, str], code: str
) -> Label:
    address = reverse("web:device", args=[request.tenant.id, device.id])
    identity = Identification(
        join_eui=device.join_eui or NO_JOIN_EUI,
        dev_eui=device.dev_eui,
        profile_id=profiles.get(device.device_type_id or 0) or NO_PROFILE,
        serial_number="".join(device.serial_number.split()).replace(":", ""),
    )
    lines = (device.dev_eui.upper(), device.site, device.installation_place)
    return Label(
        code=write_identification(identity)
        if code == TR005
        else f"{settings.BASE_URL.rstrip('/')}{address}",
        title=device.name,
        lines=[line for line in lines if line],
    )
