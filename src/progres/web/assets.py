"""Pages of assets: what stands in what, and making, changing and deleting them."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.assets.actions import change_asset, create_asset, delete_asset
from progres.assets.checks import said_of_asset, type_reaches
from progres.assets.queries import (
    children_of,
    get_asset,
    path_names,
    search_asset_types,
    search_assets,
)
from progres.assets.responsible import people_for
from progres.web.asset_form import AssetForm, initial_of
from progres.web.confirmation import is_confirmed
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.numbers import number_in
from progres.web.paging import page_number, page_of
from progres.web.refusals import done, told

if TYPE_CHECKING:
    from progres.assets.models import Asset
    from progres.tenants.models import Tenant

PAGE_SIZE = 50


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


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def add_asset(request: TenantRequest) -> HttpResponse:
    """Make an asset at the top, or with ?parent= inside another one."""
    parent_id = number_in(request.GET.get("parent", ""))
    parent = get_asset(request.by.scope, parent_id) if parent_id else None
    tenant = parent.tenant if parent else request.tenant
    form = _form(request, tenant, {})
    if _is_new(request, form, parent) and (
        made := done(
            form,
            lambda: create_asset(
                form.asset_fields,
                tenant=tenant,
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
    form = _form(request, asset.tenant, initial_of(said_of_asset(asset)))
    if done(
        form,
        lambda: change_asset(
            asset_id, form.asset_fields, by=request.by, at=timezone.now()
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


def _form(
    request: TenantRequest, tenant: "Tenant", known: dict[str, object]
) -> AssetForm:
    """Make the form; where another kind was chosen, it asks anew and judges nothing."""
    found = search_asset_types(request.by.scope)
    types = [item for item in found if type_reaches(item, tenant)]
    chosen = request.POST.get("kind") or str(known.get("kind", ""))
    people = _people(request, tenant, known.get("responsible_id"))
    if "reload" in request.POST:
        typed = {**known, **request.POST.dict()}
        return AssetForm(initial=typed, types=types, chosen=chosen, people=people)
    return AssetForm(
        request.POST or None,
        initial=known,
        types=types,
        chosen=chosen,
        people=people,
    )


def _people(
    request: TenantRequest, tenant: "Tenant", now: object
) -> dict[int, str] | None:
    """Who can be responsible, and who is by now; None for who may see no accounts."""
    if not request.by.may(Permission.USERS_VIEW):
        return None
    people = {p.id: p.full_name for p in people_for(tenant, by=request.by)}
    if isinstance(now, int):
        people.setdefault(now, _("Whoever it is now"))
    return people


def _is_new(request: TenantRequest, form: AssetForm, parent: "Asset | None") -> bool:
    """Refuse what stands there already, so that sending it twice makes no second one."""
    if not form.is_valid():
        return False
    others = children_of(request.by.scope, parent)
    said = form.asset_fields
    same = {
        name: getattr(said, name)
        for name in ("name", "kind", "type_id", "street", "postal_code", "city")
    }
    tenant = parent.tenant if parent else request.tenant
    if not others.filter(tenant=tenant, **same).exists():
        return True
    form.add_error("name", _("The same stands there already."))
    return False
