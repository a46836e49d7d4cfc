"""Signing in at a provider of an instance's own, by OpenID Connect.

A provider signs in people of its instance and below, as far as the same contract covers
them, and nobody signs up by it: who it names has an account there, or an open
invitation, which is accepted by that. Whoever acts elsewhere, too, does not sign in by
it: it does not speak for other instances.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from progres.accounts.acceptance import AccountExists, make_account
from progres.accounts.access import PERMISSIONS, Role
from progres.accounts.lookups import account_of
from progres.accounts.membership import Membership, Origin
from progres.accounts.models import IdentityProvider, Invitation, User
from progres.accounts.people import BadAccount
from progres.accounts.rights import BeyondOwnRights, check_above
from progres.audit.actions import record
from progres.database.scope import Scope, scoped
from progres.kit.secrets import MasterKeys, hash_token

PLACE_BYTES = 15  # too many to be guessed


class NotInvited(LookupError):
    """The provider names nobody who may sign in by it."""


def find_provider(by: Membership) -> IdentityProvider | None:
    """The provider of the member's instance."""
    return IdentityProvider.objects.of(by.scope).filter(tenant=by.tenant).first()


def issuers_of_the_house() -> Sequence[str]:
    """Addresses of all providers, which the server asks who signs in.

    Must run in the scope of the operator's own instance; there are none in others.
    """
    with connection.cursor() as cursor:
        cursor.execute("select issuers_of_the_house()")
        return [issuer for (issuer,) in cursor.fetchall()]


def provider_at(place: str) -> IdentityProvider | None:
    """Find a provider by the random word in the address of its sign-in page."""
    found = IdentityProvider.objects.raw(  # tenancy: by a word that cannot be guessed
        "select * from provider_at(%s)", [place]
    )
    return next(iter(found), None)


def secret_of(provider: IdentityProvider) -> str:
    """Open the secret that the provider knows us by. Raises UnknownMasterKey."""
    master_keys: MasterKeys = settings.MASTER_KEYS
    sealed = bytes(provider.sealed_secret)
    return master_keys.unseal(sealed, context=_context(provider)).decode()


@transaction.atomic
def set_provider(
    *,
    issuer: str,
    client_id: str,
    secret: str,
    words: str,
    by: Membership,
    at: datetime,
) -> IdentityProvider:
    """Let people of the member's instance sign in at a provider; "" keeps the secret.

    A provider speaks for these people and for all who are invited later, so that nobody
    enters one who may not act on all their accounts, or has less than an administrator.
    Raises BadAccount, BeyondOwnRights.
    """
    people = User.objects.of(by.scope).filter(tenant__lineage__contains=[by.tenant.id])
    check_above(set(people.values_list("role", flat=True)), by=by)
    if not by.permissions >= PERMISSIONS[Role.INSTANCE_ADMIN]:
        raise BeyondOwnRights(
            "A provider speaks for everybody who has or will have an account here; "
            "somebody with all rights of an administrator must enter it."
        )
    known = find_provider(by)
    provider = known or IdentityProvider(
        tenant=by.tenant, place=secrets.token_urlsafe(PLACE_BYTES)
    )
    _check(issuer, secret, is_new=known is None)
    wanted = {"issuer": issuer.rstrip("/"), "client_id": client_id, "words": words}
    details: dict[str, object] = {
        name: [getattr(provider, name), value]
        for name, value in wanted.items()
        if getattr(provider, name) != value
    }
    if known is not None and "issuer" in details:
        _forget_people(known)  # another provider means others by the same names
    for name, value in wanted.items():
        setattr(provider, name, value)
    if secret:
        master_keys: MasterKeys = settings.MASTER_KEYS
        provider.sealed_secret = master_keys.seal(
            secret.encode(), context=_context(provider)
        )
        details["new_secret"] = True
    if details:
        provider.save()
        _record("identity_provider.changed", by=by, at=at, details=details)
    return provider


@transaction.atomic
def remove_provider(*, by: Membership, at: datetime) -> None:
    """End signing in at the provider; who has no password asks for one by mail."""
    provider = find_provider(by)
    if provider is not None:
        provider.delete()
        _record("identity_provider.removed", by=by, at=at, details={})


@transaction.atomic
def person_named(
    provider: IdentityProvider,
    *,
    subject: str,
    email: str,
    origin: Origin,
    at: datetime,
) -> User:
    """Find whom a provider names by `subject`, its own name for the person.

    `email` is an address that the provider has verified, or "". The first time it
    decides, afterwards the subject does. Raises NotInvited, for everybody alike.
    """
    hashed = hash_token(subject)
    with connection.cursor() as cursor:
        cursor.execute(
            "select user_id, is_bound from account_at_provider(%s, %s, %s)",
            [provider.id, hashed, email],
        )
        user_id, is_bound = cursor.fetchone() or (None, False)
    user = account_of(user_id) if user_id else None
    if user is None:
        user = _accepted(provider, email, origin=origin, at=at)
    if not is_bound:
        _bind(provider, user, hashed)
    return user


def _accepted(
    provider: IdentityProvider, email: str, *, origin: Origin, at: datetime
) -> User:
    """Accept the open invitation of a verified address. Raises NotInvited."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select invitation_id, tenant_id from invitation_at_provider(%s, %s)",
            [provider.id, email],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotInvited
    scope = Scope(frozenset({row[1]}))
    with scoped(scope):
        invitations = Invitation.objects.of(scope).select_related("tenant")
        invitation = invitations.get(id=row[0])
    if invitation.sent_at is None:  # it waits for the contract
        raise NotInvited
    try:
        return make_account(invitation, None, origin=origin, at=at)
    except AccountExists:  # elsewhere: such a person agrees by signing in there
        raise NotInvited from None


def _bind(provider: IdentityProvider, user: User, hashed: bytes) -> None:
    """Remember whom a name means; raise NotInvited if it meant somebody else before."""
    with (
        scoped(Scope(frozenset({provider.tenant_id}))),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "insert into provider_subject (tenant_id, provider_id, user_id,"
            " subject_hash) values (%s, %s, %s, %s) on conflict do nothing",
            [provider.tenant_id, provider.id, user.id, hashed],
        )
        if not cursor.rowcount:
            raise NotInvited


def _forget_people(provider: IdentityProvider) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from provider_subject where provider_id = %s", [provider.id]
        )


def _check(issuer: str, secret: str, *, is_new: bool) -> None:
    """Refuse what cannot be asked; without https only where we are without it."""
    if not _is_address(issuer):
        raise BadAccount(
            "'%(issuer)s' is not the address of a provider; use one such as "
            "https://login.example.org.",
            issuer=issuer,
        )
    if is_new and not secret:
        raise BadAccount("A provider needs the secret by which it knows PROGRES.")


def _is_address(issuer: str) -> bool:
    try:
        parts = urlsplit(issuer)
    except ValueError:
        return False
    schemes = {"https", urlsplit(settings.BASE_URL).scheme}
    return parts.scheme in schemes and bool(parts.hostname) and not parts.query


def _context(provider: IdentityProvider) -> str:
    return f"identity provider {provider.place}"


def _record(
    action: str, *, by: Membership, at: datetime, details: dict[str, object]
) -> None:
    record(
        action,
        tenant_id=by.tenant.id,
        target=by.tenant.target,
        by=by.actor,
        at=at,
        details=details,
    )


@transaction.atomic
def reseal_providers(master_keys: MasterKeys) -> int:
    """Seal the secrets anew with the newest master key; say how many.

    Only as owner of the database. Raises UnknownMasterKey.
    """
    resealed = 0
    providers = IdentityProvider.objects.all()  # tenancy: all secrets of the house
    for provider in providers.select_for_update():
        sealed = bytes(provider.sealed_secret)
        if not master_keys.is_newest(sealed):
            secret = master_keys.unseal(sealed, context=_context(provider))
            provider.sealed_secret = master_keys.seal(
                secret, context=_context(provider)
            )
            provider.save(update_fields=["sealed_secret"])
            resealed += 1
    return resealed
