"""The tree of instances with how much is in them and how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from progres.database.scope import Scope
from progres.tenants.contracts import terms_of
from progres.tenants.models import Tenant, TenantQuerySet
from progres.tenants.queries import named, search_tenants, with_paths
from progres.tenants.rules import Quota, Standing, Term, standing_of


@dataclass(frozen=True, kw_only=True)
class InThem:
    """Numbers of an instance and all below it."""

    devices: int = 0
    users: int = 0
    invitations: int = 0
    uplinks: int = 0  # today, as far as the worker has counted
    has_below: bool = False


@dataclass(frozen=True, kw_only=True)
class InstanceRow:
    """An instance as the tree shows it; `path` are the names above it in reach."""

    tenant: Tenant
    found: InThem
    term: Term | None
    path: Sequence[str] = ()

    @property
    def standing(self) -> Standing:
        return standing_of(self.term, is_operator=self.tenant.parent_id is None)

    @property
    def quotas(self) -> Mapping[str, Quota]:
        """What is limited: devices, users (with open invitations), uplinks of a day."""
        found = self.found
        return {
            name: Quota(most=most, used=used)
            for name, most, used in (
                ("devices", self.tenant.quota_devices, found.devices),
                ("users", self.tenant.quota_users, found.users + found.invitations),
                ("uplinks", self.tenant.quota_uplinks, found.uplinks),
            )
            if most is not None
        }

    @property
    def warnings(self) -> Mapping[str, Quota]:
        """Quotas that are nearly used up."""
        return {n: quota for n, quota in self.quotas.items() if quota.is_nearly_used}


def instance_row(scope: Scope, tenant: Tenant, *, at: datetime) -> InstanceRow:
    """Say what is in an instance in scope and below."""
    return _rows(scope, [tenant], at=at)[0]


def notice_row(scope: Scope, tenant: Tenant, *, at: datetime) -> InstanceRow:
    """As `instance_row`, but counts only where there are quotas."""
    limited = (tenant.quota_devices, tenant.quota_users, tenant.quota_uplinks)
    if any(most is not None for most in limited):
        return instance_row(scope, tenant, at=at)
    return InstanceRow(
        tenant=tenant,
        found=InThem(),
        term=terms_of([tenant.id], at=at).get(tenant.id),
    )


def instances_below(
    scope: Scope,
    parent_id: int,
    *,
    archived: bool = False,
    page: int,
    size: int,
    at: datetime,
) -> list[InstanceRow]:
    """One page, and one row more, of the instances right below another, by name."""
    tenants = _listed(scope, archived=archived).filter(parent_id=parent_id)
    return _rows(scope, _cut(tenants, page, size), at=at)


def instance_and_below(
    scope: Scope,
    tenant: Tenant,
    *,
    archived: bool = False,
    page: int,
    size: int,
    at: datetime,
) -> tuple[InstanceRow, list[InstanceRow]]:
    """An instance with what `instances_below` says, counted at once."""
    tenants = _listed(scope, archived=archived).filter(parent_id=tenant.id)
    own, *rows = _rows(scope, [tenant, *_cut(tenants, page, size)], at=at)
    return own, rows


def instances_named(
    scope: Scope,
    text: str,
    *,
    archived: bool = False,
    page: int,
    size: int,
    at: datetime,
) -> list[InstanceRow]:
    """One page, and one row more, of the instances in whose names all words stand."""
    tenants = named(_listed(scope, archived=archived), text)
    return _rows(scope, _cut(tenants, page, size), at=at, with_path=True)


def places_named(
    scope: Scope, text: str, *, most: int
) -> list[tuple[Tenant, dict[int, str]]]:
    """Instances in whose names all words stand, as `with_paths` says; at most so many."""
    tenants = named(_listed(scope, archived=False), text)
    return with_paths(scope, _cut(tenants, 1, most))


def _listed(scope: Scope, *, archived: bool) -> TenantQuerySet:
    tenants = search_tenants(scope)
    return tenants if archived else tenants.filter(archived_at=None)


def _cut(tenants: TenantQuerySet, page: int, size: int) -> list[Tenant]:
    first = (page - 1) * size
    return list(tenants.order_by("name", "id")[first : first + size + 1])


def _rows(
    scope: Scope,
    tenants: Sequence[Tenant],
    *,
    at: datetime,
    with_path: bool = False,
) -> list[InstanceRow]:
    ids = [tenant.id for tenant in tenants]
    found = _in_them(ids, at=at)
    terms = terms_of(ids, at=at)
    paths = with_paths(scope, tenants) if with_path else [(t, {}) for t in tenants]
    return [
        InstanceRow(
            tenant=tenant,
            found=found.get(tenant.id, InThem()),
            term=terms.get(tenant.id),
            path=list(above.values()),
        )
        for tenant, above in paths
    ]


def _in_them(ids: Sequence[int], *, at: datetime) -> dict[int, InThem]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tenant_id, devices, users, invitations, uplinks, has_below"
            " from counts_in_tenants(%s, %s)",
            [list(ids), at],
        )
        return {
            row[0]: InThem(
                devices=row[1],
                users=row[2],
                invitations=row[3],
                uplinks=row[4],
                has_below=row[5],
            )
            for row in cursor
        }
