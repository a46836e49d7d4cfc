"""Roles and their rights: the built-in ones, and those that instances composed."""

from collections.abc import Iterable

from progres.accounts.access import OWN_ROLE, PERMISSIONS, Permission
from progres.accounts.models import OwnRole
from progres.database.scope import Scope


def rights_of_roles(
    scope: Scope, slugs: Iterable[str]
) -> dict[str, frozenset[Permission]]:
    """Rights of each role; none for a role that does not exist in scope or above.

    Must run within the scope.
    """
    wanted = frozenset(slugs)
    rights = {slug: PERMISSIONS.get(slug, frozenset()) for slug in wanted}
    ids = [int(found[1]) for slug in wanted if (found := OWN_ROLE.fullmatch(slug))]
    if ids:
        own = OwnRole.objects.of(scope).filter(id__in=ids)
        rights |= {role.slug: rights_of_own_role(role) for role in own}
    return rights


def rights_of_own_role(role: OwnRole) -> frozenset[Permission]:
    """Rights of a composed role, without those that this release does not know."""
    return frozenset(p for p in Permission if p.value in role.permissions)


def find_own_role(scope: Scope, slug: str) -> OwnRole | None:
    """Return the composed role of a slug if it is in scope or above.

    A role may be deleted while it is being given; whoever has it then has no rights.
    """
    found = OWN_ROLE.fullmatch(slug)
    if found is None:
        return None
    return OwnRole.objects.of(scope).filter(id=int(found[1])).first()
