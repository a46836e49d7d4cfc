from collections.abc import Iterable
from dataclasses import replace

from django.db import connection
from django.db.models import Q

from progres.database.scope import Scope
from progres.tenants.models import Tenant, TenantQuerySet


def search_tenants(scope: Scope) -> TenantQuerySet:
    """Instances in scope, in the order in which they were made."""
    return Tenant.objects.of(scope).order_by("id")


def get_tenant(scope: Scope, tenant_id: int) -> Tenant:
    """Raise Tenant.DoesNotExist for an instance that is not in scope."""
    return Tenant.objects.of(scope).get(id=tenant_id)


def tenant_names(scope: Scope) -> dict[int, str]:
    """Names of the instances in scope by their ids."""
    return dict(Tenant.objects.of(scope).values_list("id", "name"))


def named(tenants: TenantQuerySet, text: str) -> TenantQuerySet:
    """Keep the instances in whose names all words of a text stand."""
    for word in text.split():
        tenants = tenants.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word)
        )
    return tenants


def with_paths(
    scope: Scope, tenants: Iterable[Tenant]
) -> list[tuple[Tenant, dict[int, str]]]:
    """Instances, each with the names of those above it, as far as they are in scope.

    The names are in the order from the highest down, by their ids.
    """
    found = list(tenants)
    above = {i for tenant in found for i in tenant.lineage[:-1]}
    known = Tenant.objects.of(scope).filter(id__in=above)
    names = dict(known.values_list("id", "name"))
    return [
        (tenant, {i: names[i] for i in tenant.lineage[:-1] if i in names})
        for tenant in found
    ]


def tenants_below(scope: Scope, tenant_id: int) -> list[int]:
    """Ids of an instance in scope and of all below it; none for one that is not."""
    if tenant_id not in scope.tenant_ids:
        return []
    below = Tenant.objects.of(scope).filter(lineage__contains=[tenant_id])
    return list(below.values_list("id", flat=True))


def with_archived(scope: Scope) -> Scope:
    """The current scope with the archived instances below, to list and bring back.

    Who is limited to assets sees none of them.
    """
    if scope.asset_ids is not None:
        return scope
    with connection.cursor() as cursor:
        cursor.execute("select archived_tenants()")
        archived: list[int] = cursor.fetchone()[0]
    return replace(scope, tenant_ids=scope.tenant_ids | frozenset(archived))
