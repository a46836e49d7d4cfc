"""Another e-mail address for an account, once the old and the new one have confirmed.

A link stands for 24 hours, works once, and ends with the next change that is asked for.
Whether the new address has an account of its own is told to who reads its mails alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import BaseUserManager
from django.db import IntegrityError, connection, transaction

from progres.accounts.lookups import account_with_address
from progres.accounts.membership import Origin, actor_of
from progres.accounts.models import EmailChange, User
from progres.accounts.people import BadAccount, check_email
from progres.audit.actions import record_about
from progres.audit.rules import Actor
from progres.database.scope import Scope, scoped
from progres.kit.secrets import hash_token, new_token

TOKEN_PREFIX = "pe"  # noqa: S105 the beginning of a secret, not one
LINK_STANDS = timedelta(hours=24)
PAUSE = timedelta(minutes=1)  # between two changes asked for


class UnknownChange(LookupError):
    """The link was never made, was used, is too old, or a newer one took its place."""


class AddressInUse(BadAccount):
    """The new address has an account of its own; said to who reads its mails."""


@dataclass(frozen=True, kw_only=True)
class Links:
    """What stands in the mails to both addresses, and nowhere else."""

    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What a mailed link confirms: the new address, or the old one that gives way."""

    change: EmailChange
    is_new: bool


@transaction.atomic
def ask_for_change(
    user: User, new_email: str, *, origin: Origin, at: datetime
) -> tuple[EmailChange, Links]:
    """Begin to change one's address; what was begun before ends.

    Raises BadAccount for what is no other address, and within a minute of the last.
    """
    new_email = BaseUserManager.normalize_email(new_email.strip())
    check_email(new_email)
    if new_email.casefold() == user.email.casefold():
        raise BadAccount("This is your address already.")
    links = Links(old=new_token(TOKEN_PREFIX), new=new_token(TOKEN_PREFIX))
    own = Scope(frozenset({user.tenant_id}))
    with scoped(own):
        before = EmailChange.objects.of(own).filter(user=user)
        if before.filter(asked_at__gt=at - PAUSE).exists():
            raise BadAccount("The mails were sent a moment ago; wait a minute.")
        before.delete()
        change = EmailChange(
            tenant_id=user.tenant_id,
            user=user,
            new_email=new_email,
            old_hash=hash_token(links.old),
            new_hash=hash_token(links.new),
            asked_at=at,
        )
        change.save(force_insert=True)
        _record("user.email_change_asked", user, by=actor_of(user, origin), at=at)
    return change, links


@transaction.atomic
def find_confirmation(token: str, *, at: datetime) -> Confirmation:
    """Find what a mailed link confirms. Raises UnknownChange."""
    hashed = hash_token(token)
    with connection.cursor() as cursor:
        cursor.execute("select tenant_of_email_change(%s)", [hashed])
        tenant_id = cursor.fetchone()[0]
    if tenant_id is None:
        raise UnknownChange
    scope = Scope(frozenset({tenant_id}))
    with scoped(scope):
        changes = EmailChange.objects.of(scope).select_related("user", "tenant")
        wanted = changes.filter(new_hash=hashed) | changes.filter(old_hash=hashed)
        change = wanted.select_for_update(of=("self",)).get()
    is_new = bytes(change.new_hash) == hashed
    used = change.new_confirmed_at if is_new else change.old_confirmed_at
    if used is not None or at - change.asked_at > LINK_STANDS:
        raise UnknownChange
    if not change.user.is_active:
        raise UnknownChange
    return Confirmation(change=change, is_new=is_new)


@transaction.atomic
def confirm_change(token: str, *, origin: Origin, at: datetime) -> bool:
    """Confirm by one of both links; say whether the address is changed by that.

    Raises UnknownChange, and AddressInUse, which is said to the new address alone.
    """
    found = find_confirmation(token, at=at)
    change, user = found.change, found.change.user
    if found.is_new and account_with_address(change.new_email) is not None:
        raise AddressInUse(
            "%(email)s has an account of its own; sign in with it, or choose "
            "another address.",
            email=change.new_email,
        )
    with scoped(Scope(frozenset({change.tenant_id}))):
        name = "new_confirmed_at" if found.is_new else "old_confirmed_at"
        setattr(change, name, at)
        change.save(update_fields=[name])
        if change.old_confirmed_at is None or change.new_confirmed_at is None:
            return False
        _set_address(user, change.new_email, by=actor_of(user, origin), at=at)
        change.delete()
    return True


def _set_address(user: User, email: str, *, by: Actor, at: datetime) -> None:
    before, user.email = user.email, email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:  # somebody took it in this very moment
        raise UnknownChange from None
    EmailAddress.objects.filter(user_id=user.id).delete()  # where allauth looks, too
    _record("user.email_changed", user, by=by, at=at, emails=[before, email])


def _record(
    action: str, user: User, *, by: Actor, at: datetime, emails: list[str] | None = None
) -> None:
    record_about(
        action,
        user,
        by=by,
        at=at,
        details={"email": emails} if emails else None,
    )
