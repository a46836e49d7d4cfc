"""A person acting in an instance: what every action and query is given as `by`."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from progres.accounts.access import ABOUT_INSTANCES, Permission
from progres.accounts.models import User
from progres.audit.rules import Actor
from progres.database.scope import Scope
from progres.tenants.models import Tenant


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a request came from, as far as it says."""

    ip: str | None = None
    browser: str = ""
    browser_version: str = ""
    system: str = ""


def actor_of(user: User, origin: Origin) -> Actor:
    """Name for the audit log who acts, and from where."""
    return Actor(
        name=user.full_name,
        user_id=user.id,
        ip=origin.ip,
        browser=origin.browser,
        browser_version=origin.browser_version,
        system=origin.system,
    )


def scope_of_page(scope: Scope, permissions: Collection[Permission]) -> Scope:
    """Let pages that need nothing but rights about instances reach closed ones."""
    if not permissions or not ABOUT_INSTANCES.issuperset(permissions):
        return scope
    return scope.with_named()


@dataclass(frozen=True, kw_only=True)
class HeldKey:
    """The key by which somebody acts; the keys that it makes have no more than it.

    None stands for all rights of its user, and for no end.
    """

    read_only: bool
    permissions: frozenset[Permission] | None
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Membership:
    """`user` acting in `tenant` and below; made by `accounts.gate` alone.

    `key` is None for a person.
    """

    user: User
    tenant: Tenant
    scope: Scope
    permissions: frozenset[Permission]
    origin: Origin
    key: HeldKey | None = None

    @property
    def actor(self) -> Actor:
        return actor_of(self.user, self.origin)

    def for_page_of(self, permissions: Collection[Permission]) -> "Membership":
        """The same, reaching closed instances if these rights are about instances."""
        return replace(self, scope=scope_of_page(self.scope, permissions))

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions
