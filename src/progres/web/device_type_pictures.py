"""The picture of a device type: sending, showing and deleting it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.devices.queries import get_device_type, get_own_type
from progres.files.actions import delete_file
from progres.files.queries import Owner, find_picture, get_picture
from progres.files.rules import Use
from progres.web.files import PictureForm, given_out, keep_sent
from progres.web.guards import TenantRequest, reads_and_sends, requires


@require_safe
@requires(Permission.DEVICE_TYPES_VIEW)
def show_picture(request: TenantRequest, device_type_id: int) -> HttpResponse:
    device_type = get_device_type(request.by.scope, device_type_id)
    picture = get_picture(request.by.scope, device_type.id)
    return given_out(request, picture, device_type)


@reads_and_sends
@requires(Permission.DEVICE_TYPES_EDIT)
def change_picture(request: TenantRequest, device_type_id: int) -> HttpResponse:
    """Keep the picture of a type, in place of the one before."""
    by, is_sent = request.by, request.method == "POST"
    device_type = get_own_type(by.scope, device_type_id, to_change=is_sent)
    form = PictureForm(request.POST or None, request.FILES or None)
    back = reverse("web:device_type", args=[request.tenant.id, device_type.id])
    owner = Owner("device_type_id", device_type.id)
    if keep_sent(request, form, use=Use.PICTURE, thing=device_type, owner=owner):
        messages.success(request, _("The picture is kept."))
        return redirect(back)
    address = reverse(
        "web:device_type_picture", args=[request.tenant.id, device_type.id]
    )
    context = {
        "form": form,
        "thing": device_type,
        "title": _("Picture"),
        "back": back,
        "shown": f"{address}?small" if find_picture(by.scope, device_type.id) else "",
    }
    return render(request, "files/upload.html", context)


@reads_and_sends
@requires(Permission.DEVICE_TYPES_EDIT)
def remove_picture(request: TenantRequest, device_type_id: int) -> HttpResponse:
    device_type = get_own_type(request.by.scope, device_type_id)
    picture = get_picture(request.by.scope, device_type.id)
    back = reverse("web:device_type", args=[request.tenant.id, device_type.id])
    if request.method == "POST":
        owner, now = Owner("device_type_id", device_type.id), timezone.now()
        delete_file(picture.id, thing=device_type, owner=owner, by=request.by, at=now)
        messages.success(request, _("%s was deleted.") % picture.name)
        return redirect(back)
    context = {"file": picture, "thing": device_type, "back": back}
    return render(request, "files/delete.html", context)
