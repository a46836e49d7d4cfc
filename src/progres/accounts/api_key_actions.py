from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from progres.accounts.access import Permission
from progres.accounts.api_key_queries import get_key
from progres.accounts.gate import rights_in
from progres.accounts.membership import Membership
from progres.accounts.models import ApiKey, User
from progres.accounts.rights import BeyondOwnRights
from progres.audit.actions import record
from progres.audit.rules import Actor, Target
from progres.kit.refusal import Refusal, Said
from progres.kit.secrets import hash_token, new_token
from progres.kit.texts import text_problem
from progres.tenants.models import Tenant

KEY_PREFIX = "pk"
SHOWN_CHARACTERS = 8  # of a key, so that its owner recognises it
LONGEST_NAME = 100
LONGEST_DAYS = 730


class BadApiKey(Refusal):
    """A key cannot be like this; the message says why and what would be right."""


@dataclass(frozen=True, kw_only=True)
class KeyFields:
    """What is said of a key; None stands for all rights, and for no end."""

    name: str
    read_only: bool
    expires_at: datetime | None
    permissions: Collection[str] | None = None


@transaction.atomic
def make_key(
    fields: KeyFields, *, tenant: Tenant, by: Membership, at: datetime
) -> tuple[ApiKey, str]:
    """Make a key that acts as `by` does in an instance in scope and below.

    Returns it with what is shown once. Raises BadApiKey, and BeyondOwnRights for rights
    that `by` does not have, or an end after that of the key by which `by` acts.
    """
    name = fields.name.strip()
    _check_name(name)
    _check_end(fields.expires_at, by=by, at=at)
    permissions = _permissions(fields.permissions, by=by)
    return store_key(
        KeyFields(
            name=name,
            read_only=fields.read_only,
            expires_at=fields.expires_at,
            permissions=permissions,
        ),
        user=by.user,
        tenant=tenant,
        by=by.actor,
        at=at,
    )


def store_key(
    fields: KeyFields, *, user: User, tenant: Tenant, by: Actor, at: datetime
) -> tuple[ApiKey, str]:
    """Store a key that was checked before; within the caller's transaction."""
    token = new_token(KEY_PREFIX)
    key = ApiKey(
        tenant=tenant,
        user=user,
        name=fields.name,
        prefix=token[: len(KEY_PREFIX) + 1 + SHOWN_CHARACTERS],
        key_hash=hash_token(token),
        read_only=fields.read_only,
        permissions=None if fields.permissions is None else sorted(fields.permissions),
        created_at=at,
        expires_at=fields.expires_at,
    )
    key.save(force_insert=True)
    details: dict[str, object] = {
        "read_only": key.read_only,
        "user": user.full_name,
        "permissions": ", ".join(key.permissions or ()),
        "expires_at": key.expires_at and key.expires_at.date().isoformat(),
    }
    _record("api_key.created", key, by=by, at=at, details=details)
    return key, token


@transaction.atomic
def revoke_key(key_id: int, *, by: Membership, at: datetime) -> None:
    """Delete a key, which ends at once.

    Raises ApiKey.DoesNotExist for one that `by` does not see, and BeyondOwnRights for
    one of somebody else without the right to manage people, or whose user has rights
    there that `by` does not have.
    """
    key = get_key(key_id, by=by)
    if key.user_id != by.user.id:
        owns = rights_in(key.user, key.tenant_id, at=at)
        if not by.may(Permission.USERS_EDIT) or not owns <= by.permissions:
            raise BeyondOwnRights(
                "This key acts for somebody with rights that you do not have yourself; "
                "somebody with all of them must do this."
            )
    details: dict[str, object] = {"user": key.user.full_name}
    _record("api_key.revoked", key, by=by.actor, at=at, details=details)
    key.delete()


def _check_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise BadApiKey(
            "A key needs a name of at most %(most)s characters that says what uses it.",
            most=LONGEST_NAME,
        )
    if problem := text_problem(Said("name"), name, most=LONGEST_NAME):
        raise BadApiKey.like(problem)


def _check_end(expires_at: datetime | None, *, by: Membership, at: datetime) -> None:
    if expires_at is None or not at < expires_at <= at + timedelta(days=LONGEST_DAYS):
        raise BadApiKey(
            "A key must end, in the future and within %(most)s days; "
            "choose a day in between.",
            most=LONGEST_DAYS,
        )
    longest = by.key.expires_at if by.key else None
    if longest is not None and expires_at > longest:
        raise BeyondOwnRights(
            "A key cannot make one that ends after itself; end it by %(end)s.",
            end=longest.isoformat(),
        )


def _permissions(
    wanted: Collection[str] | None, *, by: Membership
) -> Collection[str] | None:
    """What a key may have of the rights that are asked for."""
    if wanted is None:
        return by.key.permissions if by.key else None
    if not wanted:
        raise BadApiKey(
            "A key without any right can do nothing; name at least one, "
            "or leave them out for all of yours."
        )
    for permission in sorted(wanted):
        if permission not in set(Permission):
            raise BadApiKey(
                "'%(permission)s' is not a right; use one such as '%(example)s'.",
                permission=permission,
                example=Permission.DEVICES_VIEW,
            )
        if permission not in by.permissions:
            raise BeyondOwnRights(
                "You do not have the right '%(permission)s' yourself; leave it out.",
                permission=permission,
            )
    return set(wanted)


def _record(
    action: str,
    key: ApiKey,
    *,
    by: Actor,
    at: datetime,
    details: dict[str, object],
) -> None:
    record(
        action,
        tenant_id=key.tenant_id,
        target=Target("api_key", str(key.id), key.name),
        by=by,
        at=at,
        details=details,
    )
