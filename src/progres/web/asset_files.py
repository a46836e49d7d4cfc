"""Files and floor plans of assets: sending, opening and deleting them."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.assets.queries import get_asset
from progres.files.actions import delete_file
from progres.files.queries import Owner, get_file
from progres.files.rules import Use
from progres.web.files import PlanForm, UploadForm, given_out, keep_sent
from progres.web.guards import TenantRequest, reads_and_sends, requires

if TYPE_CHECKING:
    from progres.assets.models import Asset


def owner_of(asset: "Asset") -> Owner:
    """Say how files of an asset are found."""
    return Owner("asset_id", asset.id)


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def add_file(request: TenantRequest, asset_id: int) -> HttpResponse:
    asset = get_asset(request.by.scope, asset_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    back = reverse("web:asset", args=[request.tenant.id, asset.id])
    owner = owner_of(asset)
    if keep_sent(request, form, use=Use.FILE, thing=asset, owner=owner):
        messages.success(request, _("The file is kept."))
        return redirect(back)
    context = {"form": form, "thing": asset, "title": _("New file"), "back": back}
    return render(request, "files/upload.html", context)


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def change_plan(request: TenantRequest, asset_id: int) -> HttpResponse:
    """Keep the floor plan of an asset, in place of the one before; one at a time."""
    is_sent = request.method == "POST"
    asset = get_asset(request.by.scope, asset_id, to_change=is_sent)
    form = PlanForm(request.POST or None, request.FILES or None)
    back = reverse("web:asset", args=[request.tenant.id, asset.id])
    owner = owner_of(asset)
    if keep_sent(request, form, use=Use.PLAN, thing=asset, owner=owner):
        messages.success(request, _("The floor plan is kept."))
        return redirect(back)
    context = {"form": form, "thing": asset, "title": _("Floor plan"), "back": back}
    return render(request, "files/upload.html", context)


@require_safe
@requires(Permission.ASSETS_VIEW)
def show_file(request: TenantRequest, asset_id: int, file_id: int) -> HttpResponse:
    asset = get_asset(request.by.scope, asset_id)
    file = get_file(request.by.scope, owner_of(asset), file_id)
    return given_out(request, file, asset)


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def remove_file(request: TenantRequest, asset_id: int, file_id: int) -> HttpResponse:
    asset = get_asset(request.by.scope, asset_id)
    owner = owner_of(asset)
    file = get_file(request.by.scope, owner, file_id)
    back = reverse("web:asset", args=[request.tenant.id, asset.id])
    if request.method == "POST":
        delete_file(file_id, thing=asset, owner=owner, by=request.by, at=timezone.now())
        messages.success(request, _("%s was deleted.") % file.name)
        return redirect(back)
    context = {"file": file, "thing": asset, "back": back}
    return render(request, "files/delete.html", context)
