from datetime import datetime

from django.db import connection

from progres.accounts.access import READ_ONLY, Permission, permissions_of
from progres.accounts.membership import Membership, Origin
from progres.accounts.models import User
from progres.database.scope import Scope, scoped
from progres.kit.secrets import hash_token
from progres.tenants.models import Tenant


class NotAMember(LookupError):
    """The person has no rights in that instance, or there is no such instance."""


class UnknownApiKey(LookupError):
    """The key does not exist, has expired, or its user is disabled."""


def get_membership(
    user: User, tenant_id: int, *, origin: Origin, read_only: bool = False
) -> Membership:
    """Say what a person may do in an instance: the only gate from a URL or key.

    Must run inside a transaction. Raises NotAMember, for instances of others exactly
    as for ones that do not exist.
    """
    lineage, subtree = _reach(user.id, tenant_id)
    scope = Scope(frozenset(subtree), frozenset(lineage) - {tenant_id})
    with scoped(scope):
        tenant = Tenant.objects.of(scope).get(id=tenant_id)
    rights: frozenset[Permission] = permissions_of(user.role)
    return Membership(
        user=user,
        tenant=tenant,
        scope=scope,
        permissions=rights & READ_ONLY if read_only else rights,
        origin=origin,
    )


def get_membership_by_key(key: str, *, at: datetime, origin: Origin) -> Membership:
    """Find whom an API key acts for: its user, in the user's own instance and below.

    Must run inside a transaction. Raises UnknownApiKey.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select user_id, read_only from use_api_key(%s, %s)", [hash_token(key), at]
        )
        row = cursor.fetchone()
    if row is None:
        raise UnknownApiKey
    user = User.objects.get(id=row[0])
    return get_membership(user, user.tenant_id, origin=origin, read_only=row[1])


def instances_of(user: User) -> list[Tenant]:
    """Instances a person may act in, parents before children, by name on each level.

    For the instance switcher; `lineage` tells the depth. Must run inside a
    transaction; raises NotAMember for a disabled account.
    """
    scope = reach_of(user)
    with scoped(scope):
        tenants = {t.id: t for t in Tenant.objects.of(scope)}
    names = {t.id: t.name.casefold() for t in tenants.values()}
    return sorted(
        tenants.values(),
        key=lambda t: [(names[i], i) for i in t.lineage if i in names],
    )


def reach_of(user: User) -> Scope:
    """Everything a person may act in: the own instance and all below."""
    lineage, subtree = _reach(user.id, user.tenant_id)
    return Scope(frozenset(subtree), frozenset(lineage) - {user.tenant_id})


def _reach(user_id: int, tenant_id: int) -> tuple[list[int], list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select lineage, subtree from reach_of_account(%s, %s)",
            [user_id, tenant_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotAMember
    lineage, subtree = row
    return lineage, subtree
