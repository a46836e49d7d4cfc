"""The gate from a URL or key to an instance: who may do what there, and how far."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from progres.accounts.access import (
    FROM_OUTSIDE,
    LASTING,
    NARROWABLE,
    PERMISSIONS,
    READ_ONLY,
    Permission,
)
from progres.accounts.lookups import account_of
from progres.accounts.membership import HeldKey, Membership, Origin, scope_of_page
from progres.accounts.models import User
from progres.accounts.narrowing import narrowed
from progres.database.scope import Scope, scoped
from progres.kit.secrets import hash_token
from progres.tenants.models import Tenant


class NotAMember(LookupError):
    """The person has no rights in that instance, or there is no such instance."""


class UnknownApiKey(LookupError):
    """The key does not exist, has expired, or its user is disabled."""


@contextmanager
def acting(
    user: User,
    tenant_id: int,
    *,
    origin: Origin,
    at: datetime,
    read_only: bool = False,
    about: Collection[Permission] = (),
) -> Iterator[Membership]:
    """Let a person act in an instance: the only gate from a URL or key.

    The rights are those of the own role, where the instance is the own one or below it,
    and of every grant that holds there at `at`. Only those of looking are left in an
    archived instance, and of roles whose contract is over; archived instances below are
    not in the scope. Roles that are limited to assets count only where the person has no
    other; the scope is limited then, too. Within the block the transaction sees the scope of a member on a
    page that needs the rights `about`. Must run inside a transaction. Raises NotAMember,
    for instances of others exactly as for ones that do not exist.
    """
    scope, held = _held(user, tenant_id, at)
    scope = scope_of_page(scope, about)
    rights = _rights(held)
    with scoped(scope):
        yield Membership(
            user=user,
            tenant=Tenant.objects.of(scope).get(id=tenant_id),
            scope=scope,
            permissions=rights & READ_ONLY if read_only else rights,
            origin=origin,
        )


def get_membership(
    user: User,
    tenant_id: int,
    *,
    origin: Origin,
    at: datetime,
    read_only: bool = False,
) -> Membership:
    """Say what a person may do in an instance, and let nobody act yet; see `acting`."""
    with acting(user, tenant_id, origin=origin, at=at, read_only=read_only) as by:
        return by


def get_membership_by_key(key: str, *, at: datetime, origin: Origin) -> Membership:
    """Find whom an API key acts for: its user, in the key's instance and below.

    The rights are those that the user has there now, as far as the key has them. Must
    run inside a transaction. Raises UnknownApiKey, and NotAMember where the user may do
    nothing any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select user_id, tenant_id, read_only, permissions, expires_at"
            " from use_api_key(%s, %s)",
            [hash_token(key), at],
        )
        row = cursor.fetchone()
    if row is None:
        raise UnknownApiKey
    user_id, tenant_id, read_only, permissions, expires_at = row
    user = account_of(user_id)
    if user is None:
        raise UnknownApiKey
    member = get_membership(user, tenant_id, origin=origin, at=at, read_only=read_only)
    kept = None if permissions is None else _known(permissions)
    return replace(
        member,
        permissions=member.permissions if kept is None else member.permissions & kept,
        key=HeldKey(read_only=read_only, permissions=kept, expires_at=expires_at),
    )


def rights_in(user: User, tenant_id: int, *, at: datetime) -> frozenset[Permission]:
    """Rights of a person in an instance; none for somebody who is no member."""
    try:
        _, rights = rights_of(user, tenant_id, at)
    except NotAMember:
        return frozenset()
    return rights


def reach_of(user: User) -> Scope:
    """The own instance of a person and all below."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select lineage, subtree from reach_of_account(%s, %s)",
            [user.id, user.tenant_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotAMember
    lineage, subtree = row
    return Scope(frozenset(subtree), frozenset(lineage) - {user.tenant_id})


def rights_of(
    user: User, tenant_id: int, at: datetime
) -> tuple[Scope, frozenset[Permission]]:
    """How far a person reaches from an instance, and with which rights."""
    scope, held = _held(user, tenant_id, at)
    return scope, _rights(held)


@dataclass(frozen=True, kw_only=True)
class _Held:
    """The roles of a person in an instance, by what of them is left.

    `composed` are the rights of those that an instance composed.
    """

    composed: Mapping[str, Collection[str]]
    roles: Sequence[str]
    ended: Sequence[str]
    outside: Sequence[str]
    support: Sequence[str]
    is_archived: bool
    is_narrowed: bool


def _held(user: User, tenant_id: int, at: datetime) -> tuple[Scope, _Held]:
    """How far a person reaches, and what he holds there; raise NotAMember."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select lineage, subtree, named, roles, ended_roles, outside_roles,"
            " support_roles, assets, archived, composed"
            " from rights_of_account(%s, %s, %s)",
            [user.id, tenant_id, at],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotAMember
    lineage, subtree, named, roles, ended, outside, support, *more = row
    assets, archived, composed = more
    above = frozenset(lineage) - {tenant_id}
    whole = Scope(
        frozenset(subtree),
        above,
        frozenset(named),
        roles=frozenset((*roles, *ended, *outside, *support)),
    )
    scope = whole if assets is None else narrowed(whole, tenant_id, assets)
    if scope is None:
        raise NotAMember
    return scope, _Held(
        composed=json.loads(composed),
        roles=roles,
        ended=ended,
        outside=outside,
        support=support,
        is_archived=archived,
        is_narrowed=assets is not None,
    )


def _rights(held: _Held) -> frozenset[Permission]:
    """Unite the rights of all roles; one that does not exist any more has none."""

    def united(roles: Sequence[str]) -> frozenset[Permission]:
        rights = (PERMISSIONS.get(r) or _known(held.composed.get(r, ())) for r in roles)
        return frozenset().union(*rights)

    rights = (
        united(held.roles)
        | united(held.ended) & READ_ONLY
        | united(held.outside) & FROM_OUTSIDE
        | united(held.support) - LASTING
    )
    if held.is_archived:
        rights &= READ_ONLY
    return rights & NARROWABLE if held.is_narrowed else rights


def _known(permissions: Iterable[str]) -> frozenset[Permission]:
    """Leave out rights that no longer exist."""
    return frozenset(p for p in Permission if p in set(permissions))
