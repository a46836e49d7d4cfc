"""Photos of devices: taking, showing, describing and deleting them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.devices.queries import get_device
from progres.files.actions import delete_file, describe_file
from progres.files.queries import Owner, get_file
from progres.files.rules import BadFile, Use
from progres.web.files import DescriptionForm, PhotoForm, given_out, keep_sent
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.refusals import done


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def add_photo(request: TenantRequest, device_id: int) -> HttpResponse:
    device = get_device(request.by.scope, device_id)
    form = PhotoForm(
        request.POST or None,
        request.FILES or None,
        initial={"taken_on": timezone.localdate()},
    )
    owner = Owner("device_id", device.id)
    if keep_sent(request, form, use=Use.PHOTO, thing=device, owner=owner):
        messages.success(request, _("The photo is kept."))
        return redirect(_page_of(request, device_id))
    context = {
        "form": form,
        "thing": device,
        "title": _("New photo"),
        "back": _page_of(request, device_id),
    }
    return render(request, "files/upload.html", context)


@require_safe
@requires(Permission.DEVICES_VIEW)
def show_photo(request: TenantRequest, device_id: int, photo_id: int) -> HttpResponse:
    device = get_device(request.by.scope, device_id)
    photo = get_file(request.by.scope, Owner("device_id", device.id), photo_id)
    return given_out(request, photo, device)


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def edit_photo(request: TenantRequest, device_id: int, photo_id: int) -> HttpResponse:
    device = get_device(request.by.scope, device_id)
    owner = Owner("device_id", device.id)
    photo = get_file(request.by.scope, owner, photo_id)
    said = {"caption": photo.caption, "taken_on": photo.taken_on}
    form = DescriptionForm(request.POST or None, initial=said)
    if done(
        form,
        lambda: describe_file(
            photo_id,
            **form.cleaned_data,
            thing=device,
            owner=owner,
            by=request.by,
            at=timezone.now(),
        ),
        beside={BadFile: "caption"},
    ):
        messages.success(request, _("Saved."))
        return redirect(_page_of(request, device_id))
    ids = [request.tenant.id, device.id, photo.id]
    context = {
        "form": form,
        "thing": device,
        "title": photo.name,
        "back": _page_of(request, device_id),
        "shown": reverse("web:device_photo", args=ids) + "?small",
    }
    return render(request, "files/upload.html", context)


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def remove_photo(request: TenantRequest, device_id: int, photo_id: int) -> HttpResponse:
    device = get_device(request.by.scope, device_id)
    owner = Owner("device_id", device.id)
    photo = get_file(request.by.scope, owner, photo_id)
    back = _page_of(request, device_id)
    if request.method == "POST":
        now = timezone.now()
        delete_file(photo_id, thing=device, owner=owner, by=request.by, at=now)
        messages.success(request, _("%s was deleted.") % photo.name)
        return redirect(back)
    context = {"file": photo, "thing": device, "back": back}
    return render(request, "files/delete.html", context)


def _page_of(request: TenantRequest, device_id: int) -> str:
    page = reverse("web:device_data", args=[request.tenant.id, device_id])
    return f"{page}#photos"
