"""Where the operator's staff works, and when somebody of it was let in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from progres.accounts.models import SupportAccess, SupportAccessQuerySet
from progres.database.scope import Scope
from progres.tenants.models import Tenant


def search_support(scope: Scope, tenant: Tenant) -> SupportAccessQuerySet:
    """Support accesses that hold or held in an instance in scope, the latest first."""
    accesses = SupportAccess.objects.of(scope).filter(tenant_id__in=tenant.lineage)
    return accesses.select_related("user", "tenant").order_by("-began_at", "-id")


def search_all_support(scope: Scope) -> SupportAccessQuerySet:
    """Support accesses to instances in scope."""
    accesses = SupportAccess.objects.of(scope)
    return accesses.filter(tenant_id__in=scope.tenant_ids).select_related("user")


def open_support(scope: Scope, tenant: Tenant, *, at: datetime) -> list[SupportAccess]:
    """Support accesses that hold in an instance in scope at `at`."""
    return list(search_support(scope, tenant).filter(ended_at=None, ends_at__gt=at))


def operator_roles_in(tenant: Tenant, *, at: datetime) -> Sequence[str] | None:
    """Roles of the operator's staff that work daily in an instance in scope.

    None where no contract has begun: the staff prepares the instance.
    """
    with connection.cursor() as cursor:
        cursor.execute("select operator_roles_in(%s, %s)", [tenant.id, at])
        roles: list[str] | None = cursor.fetchone()[0]
    return roles
