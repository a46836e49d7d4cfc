"""Who may see a thing: the roles, accesses and keys that reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from progres.accounts.access import PERMISSIONS, Permission
from progres.accounts.models import (
    ApiKey,
    ApiKeyQuerySet,
    Grant,
    GrantQuerySet,
    OwnRole,
    User,
    UserQuerySet,
)
from progres.database.scope import Scope
from progres.tenants.models import Tenant


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Who reaches a thing: by the own role, by an access of elsewhere, by a key.

    `above` counts the people of instances above the scope by their roles.
    """

    users: UserQuerySet
    grants: GrantQuerySet
    keys: ApiKeyQuerySet
    above: list[tuple[str, int]]


def who_reaches(
    scope: Scope,
    right: Permission,
    *,
    tenant: Tenant,
    assets: Sequence[int],
    at: datetime,
) -> Reach:
    """Find who has a right on a thing of an instance in scope that lies in `assets`.

    Roles that are limited to other assets do not count. Must run within the scope.
    """
    roles = [role for role, rights in PERMISSIONS.items() if right in rights]
    own = OwnRole.objects.of(scope).filter(permissions__contains=[right])
    roles += [role.slug for role in own]
    held = Q(tenant_id__in=tenant.lineage, role__in=roles) & (
        Q(asset_id=None) | Q(asset_id__in=assets)
    )
    users = User.objects.of(scope).filter(held, is_active=True)
    grants = Grant.objects.of(scope).filter(held, user__is_active=True)
    going_on = Q(expires_at=None) | Q(expires_at__gt=at)
    grants = grants.filter(going_on)
    keys = ApiKey.objects.of(scope).filter(
        going_on,
        Q(permissions=None) | Q(permissions__contains=[right]),
        Q(user__in=users) | Q(user__in=grants.values("user")),
        tenant_id__in=tenant.lineage,
    )
    return Reach(
        users=users.select_related("tenant").order_by("last_name", "first_name", "id"),
        grants=grants.select_related("user", "tenant").order_by("id"),
        keys=keys.select_related("user").order_by("name", "id"),
        above=_above(scope, tenant, roles, at),
    )


def _above(
    scope: Scope, tenant: Tenant, roles: Sequence[str], at: datetime
) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select role, people from reach_from_above(%s, %s, %s)",
            [tenant.id, sorted(scope.tenant_ids), at],
        )
        rows = cursor.fetchall()
    return [(role, people) for role, people in rows if role in roles]
