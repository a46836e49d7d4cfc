"""Customer instances: the tree of them, and one of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.dashboards.instances import (
    instance_and_below,
    instance_row,
    instances_below,
    instances_named,
)
from progres.database.scope import Scope, scoped
from progres.tenants.contracts import search_contracts
from progres.tenants.logos import has_own_logo
from progres.tenants.queries import get_tenant, with_archived, with_paths
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of

PAGE_SIZE = 50


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


def _with_archived(request: TenantRequest) -> bool:
    return request.GET.get("archived") == "1"


def _reach(request: TenantRequest) -> Scope:
    scope = request.by.scope
    return with_archived(scope) if _with_archived(request) else scope


def _may_see_contracts(request: TenantRequest) -> bool:
    return request.by.may(Permission.CONTRACTS_VIEW)
