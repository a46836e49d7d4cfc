"""Where a person may go: the instance switcher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from progres.accounts.gate import NotAMember, rights_of
from progres.accounts.models import User
from progres.database.scope import Scope, scoped
from progres.tenants.models import Tenant
from progres.tenants.queries import named, search_tenants, with_paths


@dataclass(frozen=True, kw_only=True)
class Place:
    """An instance that a person may act in; `path` are the names above it in reach."""

    id: int
    name: str
    path: Sequence[str]


def search_places(user: User, *, text: str, most: int, at: datetime) -> list[Place]:
    """Instances a person may act in and in whose names all words stand, at most `most`.

    The highest first, then by name; archived ones are left out. Must run inside a
    transaction; raises NotAMember for a disabled account.
    """
    found: dict[int, tuple[int, Place]] = {}
    for home in _homes_of(user, at=at):
        try:
            scope, _ = rights_of(user, home, at)
        except NotAMember:  # of its assets none is left, or of the staff's role
            continue
        with scoped(scope):
            for tenant, above in _found(scope, text, most):
                path = list(above.values())
                place = Place(id=tenant.id, name=tenant.name, path=path)
                known = found.get(tenant.id)
                if known is None or len(known[1].path) < len(path):
                    found[tenant.id] = len(tenant.lineage), place
    ordered = sorted(
        found.values(), key=lambda known: (known[0], known[1].name.casefold())
    )
    return [place for _, place in ordered[:most]]


def has_places(user: User, scope: Scope, *, at: datetime) -> bool:
    """Say whether a person who acts in `scope` may act in more than one instance."""
    if len(scope.tenant_ids) > 1:
        return True
    return any(home not in scope.tenant_ids for home in _homes_of(user, at=at))


def _homes_of(user: User, *, at: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select homes_of_account(%s, %s)", [user.id, at])
        homes: list[int] | None = cursor.fetchone()[0]
    if homes is None:
        raise NotAMember
    return homes


def _found(scope: Scope, text: str, most: int) -> list[tuple[Tenant, dict[int, str]]]:
    tenants = named(search_tenants(scope).filter(archived_at=None), text)
    highest = tenants.order_by("lineage__len", "name", "id")
    return with_paths(scope, highest[:most])
