"""Pages of assets: what stands in what, and which devices hang there."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.assets.actions import (
    LONGEST,
    AssetFields,
    change_asset,
    create_asset,
    delete_asset,
    said_of_asset,
)
from progres.assets.queries import (
    children_of,
    get_asset,
    path_names,
    search_assets,
    ways_to,
)
from progres.devices.queries import search_devices
from progres.files.queries import files_of
from progres.files.rules import Use
from progres.web.asset_files import owner_of
from progres.web.confirmation import is_confirmed
from progres.web.fields import LineField
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.numbers import number_in
from progres.web.paging import page_number, page_of
from progres.web.refusals import done, told
from progres.web.words import ASSET_KINDS

if TYPE_CHECKING:
    from progres.assets.models import Asset

PAGE_SIZE = 50
DEVICES_SHOWN = 100


class AssetForm(forms.Form):
    """What people say of an asset; its address may stay empty."""

    name = LineField(label=gettext_lazy("Name"), max_length=LONGEST["name"])
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=list(ASSET_KINDS.items())
    )
    street = LineField(
        label=gettext_lazy("Street and number"),
        required=False,
        max_length=LONGEST["street"],
        help_text=gettext_lazy("So that people find the way; rooms need none."),
    )
    postal_code = LineField(
        label=gettext_lazy("Postal code"),
        required=False,
        max_length=LONGEST["postal_code"],
    )
    city = LineField(
        label=gettext_lazy("City"), required=False, max_length=LONGEST["city"]
    )
    country = LineField(
        label=gettext_lazy("Country"), required=False, max_length=LONGEST["country"]
    )


@require_safe
@requires(Permission.ASSETS_VIEW)
def list_assets(request: TenantRequest) -> HttpResponse:
    """Show what stands at the top, or what a search finds."""
    scope, text = request.by.scope, request.GET.get("q", "").strip()[:200]
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = search_assets(scope, text=text) if text else children_of(scope, None)
    rows = list(found[first : first + PAGE_SIZE + 1])
    context = {
        "page": page_of(rows, number, PAGE_SIZE),
        "paths": path_names(scope, rows),
        "text": text,
    }
    return render(request, "assets/list.html", context)


@require_safe
@requires(Permission.ASSETS_VIEW)
def show_asset(request: TenantRequest, asset_id: int) -> HttpResponse:
    scope = request.by.scope
    asset = get_asset(scope, asset_id)
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    rows = list(children_of(scope, asset)[first : first + PAGE_SIZE + 1])
    devices = (
        list(search_devices(scope).filter(asset=asset)[: DEVICES_SHOWN + 1])
        if request.by.may(Permission.DEVICES_VIEW)
        else []
    )
    context = {
        "asset": asset,
        "way": ways_to(scope, [asset])[asset.id][:-1],
        "page": page_of(rows, number, PAGE_SIZE),
        "devices": devices[:DEVICES_SHOWN],
        "has_more_devices": len(devices) > DEVICES_SHOWN,
        "files": files_of(scope, owner_of(asset), use=Use.FILE),
    }
    return render(request, "assets/show.html", context)


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def add_asset(request: TenantRequest) -> HttpResponse:
    """Make an asset at the top, or with ?parent= inside another one."""
    parent_id = number_in(request.GET.get("parent", ""))
    parent = get_asset(request.by.scope, parent_id) if parent_id else None
    form = AssetForm(request.POST or None)
    if _is_new(request, form, parent) and (
        made := done(
            form,
            lambda: create_asset(
                AssetFields(**form.cleaned_data),
                tenant=parent.tenant if parent else request.tenant,
                parent=parent,
                by=request.by,
                at=timezone.now(),
            ),
        )
    ):
        messages.success(request, _("Saved."))
        return redirect("web:asset", request.tenant.id, made.id)
    context = {"form": form, "asset": None, "parent": parent}
    return render(request, "assets/edit.html", context)


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def edit_asset(request: TenantRequest, asset_id: int) -> HttpResponse:
    asset = get_asset(request.by.scope, asset_id)
    form = AssetForm(request.POST or None, initial=asdict(said_of_asset(asset)))
    if done(
        form,
        lambda: change_asset(
            asset_id,
            AssetFields(**form.cleaned_data),
            by=request.by,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("web:asset", request.tenant.id, asset_id)
    context = {"form": form, "asset": asset, "parent": None}
    return render(request, "assets/edit.html", context)


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def remove_asset(request: TenantRequest, asset_id: int) -> HttpResponse:
    asset = get_asset(request.by.scope, asset_id)
    if is_confirmed(request, asset.name):
        if told(
            request,
            lambda: delete_asset(asset_id, by=request.by, at=timezone.now()),
            _("%s was deleted.") % asset.name,
        ):
            return redirect("web:asset_list", request.tenant.id)
        return redirect("web:asset", request.tenant.id, asset_id)
    context = {"asset": asset, "wrong": request.method == "POST"}
    return render(request, "assets/delete.html", context)


def _is_new(request: TenantRequest, form: AssetForm, parent: "Asset | None") -> bool:
    """Refuse what stands there already, so that sending it twice makes no second one."""
    if not form.is_valid():
        return False
    others = children_of(request.by.scope, parent)
    tenant = parent.tenant if parent else request.tenant
    if not others.filter(tenant=tenant, **form.cleaned_data).exists():
        return True
    form.add_error("name", _("The same stands there already."))
    return False
