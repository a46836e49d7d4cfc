"""Roles in the reader's language: their names, and what they let people do."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from progres.accounts.access import PERMISSIONS, giveable
from progres.accounts.membership import Membership
from progres.accounts.models import OwnRole
from progres.accounts.queries import search_own_roles
from progres.accounts.roles import rights_of_own_role
from progres.database.scope import Scope
from progres.tenants.models import Tenant
from progres.tenants.queries import tenant_names
from progres.web.words import RIGHTS, ROLE_NOTES, ROLES

Lines = list[tuple[str | Promise, list[str | Promise]]]


@dataclass(frozen=True, kw_only=True)
class RoleRow:
    """A role with the words of its rights; `own` is None for a built-in one.

    `owner` is the name of the instance that composed it, empty for one above.
    """

    slug: str
    name: str
    note: str
    rights: Lines
    own: OwnRole | None = None
    owner: str = ""


def role_names(scope: Scope) -> Mapping[str, str]:
    """Names of all roles that somebody in scope can have, by slug."""
    own = {role.slug: role.name for role in search_own_roles(scope)}
    return {**{slug: str(words) for slug, words in ROLES.items()}, **own}


def roles_to_give(by: Membership, tenant: Tenant | None) -> list[tuple[str, str]]:
    """Choices of roles that `by` may give in an instance, or in any in reach."""
    most = giveable(by.permissions)
    own = [
        role
        for role in search_own_roles(by.scope)
        if tenant is None or role.tenant_id in tenant.lineage
    ]
    return [
        *((s, str(ROLES[s])) for s, rights in PERMISSIONS.items() if rights <= most),
        *((r.slug, r.name) for r in own if rights_of_own_role(r) <= most),
    ]


def own_rows(scope: Scope) -> list[RoleRow]:
    """Put the composed roles in scope and from above into words."""
    owners = tenant_names(scope)
    return [
        RoleRow(
            slug=role.slug,
            name=role.name,
            note=role.description,
            rights=rights_in_words(role.permissions),
            own=role,
            owner=owners.get(role.tenant_id, ""),
        )
        for role in search_own_roles(scope)
    ]


def built_in_rows() -> list[RoleRow]:
    """Put the built-in roles into words."""
    return [
        RoleRow(
            slug=slug,
            name=str(ROLES[slug]),
            note=str(ROLE_NOTES[slug]),
            rights=rights_in_words(rights),
        )
        for slug, rights in PERMISSIONS.items()
    ]


def rights_in_words(rights: Container[str]) -> Lines:
    """Say what rights let people do, by what they are about."""
    groups = (
        (group, [words for right, words in some.items() if right in rights])
        for group, some in RIGHTS.items()
    )
    return [(group, words) for group, words in groups if words]
