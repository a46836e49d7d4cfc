"""Customer instances: the tree of them, one of them, and where one may go."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.places import search_places
from progres.dashboards.instances import (
    instance_and_below,
    instance_row,
    instances_below,
    instances_named,
)
from progres.database.scope import Scope, scoped
from progres.tenants.branding import logo_of
from progres.tenants.contracts import search_contracts
from progres.tenants.logos import has_own_logo
from progres.tenants.queries import get_tenant, with_archived, with_paths
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of

PAGE_SIZE = 50
MOST_PLACES = 30
LOGO_KEPT = timedelta(days=365)  # in the browser; another logo has another address


@require_safe
@requires(Permission.TENANTS_VIEW)
def list_instances(request: TenantRequest) -> HttpResponse:
    """The own instance and what is right below, or those whose names are searched."""
    text = request.GET.get("q", "").strip()[:100]
    scope, number, now = _reach(request), page_number(request), timezone.now()
    archived = _with_archived(request)
    part = {"page": number, "size": PAGE_SIZE}
    with scoped(scope):
        if text:
            rows = instances_named(scope, text, archived=archived, at=now, **part)
            own = None
        else:
            own, rows = instance_and_below(
                scope, request.tenant, archived=archived, at=now, **part
            )
    context = {
        "own": own,
        "page": page_of(rows, number, PAGE_SIZE),
        "text": text,
        "archived": archived,
    }
    return render(request, "instances/list.html", context)


@require_safe
@requires(Permission.TENANTS_VIEW)
def list_below(request: TenantRequest, instance_id: int) -> HttpResponse:
    """A branch of the tree, when it is opened."""
    scope, number = _reach(request), page_number(request)
    with scoped(scope):
        tenant = get_tenant(scope, instance_id)
        rows = instances_below(
            scope,
            tenant.id,
            archived=_with_archived(request),
            page=number,
            size=PAGE_SIZE,
            at=timezone.now(),
        )
    context = {
        "page": page_of(rows, number, PAGE_SIZE),
        "parent": tenant,
        "archived": _with_archived(request),
    }
    return render(request, "instances/_branch.html", context)


@require_safe
@requires(Permission.TENANTS_VIEW)
def show_instance(request: TenantRequest, instance_id: int) -> HttpResponse:
    scope = with_archived(request.by.scope)
    with scoped(scope):
        tenant = get_tenant(scope, instance_id)
        row = instance_row(scope, tenant, at=timezone.now())
        ((_, above),) = with_paths(scope, [tenant])
        contracts = search_contracts(scope).filter(tenant=tenant)
        context = {
            "row": row,
            "tenant": tenant,
            "path": list(above.items()),
            "is_from_above": tenant.parent_id in request.by.scope.tenant_ids,
            "contracts": list(contracts) if _may_see_contracts(request) else [],
            "has_own_logo": has_own_logo(scope, tenant.id),
        }
        note_view(request, "tenant.viewed", tenant.target, tenant_id=tenant.id)
    return render(request, "instances/show.html", context)


@require_safe
@requires(Permission.TENANTS_VIEW)
def list_places(request: TenantRequest) -> HttpResponse:
    """Where the person may go, for the switcher of the frame."""
    found = search_places(
        request.by.user,
        text=request.GET.get("q", "")[:100],
        most=MOST_PLACES + 1,
        at=timezone.now(),
    )
    context = {"found": found[:MOST_PLACES], "more": len(found) > MOST_PLACES}
    return render(request, "_places.html", context)


@require_safe
@requires(Permission.TENANTS_VIEW)
def show_logo(request: TenantRequest) -> HttpResponse:
    """The logo of the instance or the nearest above."""
    logo = logo_of(request.tenant.id)
    if logo is None:
        raise Http404
    return picture(logo)


def picture(png: bytes) -> HttpResponse:
    """Answer with a logo, whose address is another one when it changes."""
    kept = int(LOGO_KEPT.total_seconds())
    return HttpResponse(
        png,
        content_type="image/png",
        headers={
            "Cache-Control": f"private, max-age={kept}, immutable",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def _with_archived(request: TenantRequest) -> bool:
    return request.GET.get("archived") == "1"


def _reach(request: TenantRequest) -> Scope:
    scope = request.by.scope
    return with_archived(scope) if _with_archived(request) else scope


def _may_see_contracts(request: TenantRequest) -> bool:
    return request.by.may(Permission.CONTRACTS_VIEW)
