"""The beginning and the end of sessions, and sign-ins that failed, in the audit log."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from progres.accounts.lookups import account_with_address, accounts_of
from progres.accounts.models import User
from progres.audit.actions import record, record_about
from progres.audit.rules import Actor, Target
from progres.database.scope import Scope, scoped

NOBODY = Target("user", "", "")  # whom a sign-in without an account was about
AT_ONCE = 500  # sessions in one transaction


@transaction.atomic
def note_sign_in(user: User, *, by: Actor, at: datetime) -> None:
    """Note that a person has signed in."""
    _note("session.started", user, by=by, at=at)
    user.signed_in_at = at
    with scoped(Scope(frozenset({user.tenant_id}))):
        user.save(update_fields=["signed_in_at"])


@transaction.atomic
def note_sign_out(user: User, *, by: Actor, at: datetime) -> None:
    """Note that a person has signed out."""
    _note("session.ended", user, by=by, at=at)


@transaction.atomic
def note_expiry(user: User, *, by: Actor, at: datetime) -> None:
    """Note that a session ended because its time was over."""
    _note("session.expired", user, by=by, at=at)


@transaction.atomic
def note_password_change(user: User, *, by: Actor, at: datetime) -> None:
    """Note a new password, which ends all other sessions of the account."""
    _note("user.password_changed", user, by=by, at=at)


@transaction.atomic
def note_failed_sign_in(email: str, *, by: Actor, at: datetime) -> None:
    """Note a sign-in that failed: under the account's name if there is one.

    What was typed for an account that does not exist is not kept, because people type
    passwords there; such an entry stands in the operator's log.
    """
    user = account_with_address(email)
    if user is not None:
        _note("sign_in.failed", user, by=by, at=at)
    elif tenant_id := _operator_tenant_id():
        with scoped(Scope(frozenset({tenant_id}))):
            record("sign_in.failed", tenant_id=tenant_id, target=NOBODY, by=by, at=at)


@transaction.atomic
def note_lock_out(email: str, *, by: Actor, at: datetime) -> None:
    """Note that an account, or for "" a client, must wait before the next try.

    In the same log, and with as little, as a sign-in that failed.
    """
    user = account_with_address(email)
    if user is not None:
        _note("sign_in.locked", user, by=by, at=at)
    elif tenant_id := _operator_tenant_id():
        with scoped(Scope(frozenset({tenant_id}))):
            record("sign_in.locked", tenant_id=tenant_id, target=NOBODY, by=by, at=at)


def end_expired_sessions(*, at: datetime) -> int:
    """Delete sessions whose time is over, and note of each whose it was; say how many.

    Each ends when it did, not when this noticed.
    """
    ended = 0
    while batch := _end_some(at):
        ended += batch
    return ended


@transaction.atomic
def _end_some(at: datetime) -> int:
    expired = Session.objects.filter(expire_date__lt=at)
    sessions = list(expired.select_for_update().order_by("expire_date")[:AT_ONCE])
    owners = {s.session_key: s.get_decoded().get(SESSION_KEY) for s in sessions}
    users = accounts_of(int(owner) for owner in owners.values() if owner)
    for session in sessions:
        owner = owners[session.session_key]
        user = users.get(int(owner)) if owner else None
        if user is not None:
            by = Actor(name=user.full_name, user_id=user.id)
            _note("session.expired", user, by=by, at=session.expire_date)
    keys = [session.session_key for session in sessions]
    Session.objects.filter(session_key__in=keys).delete()
    return len(sessions)


def _note(action: str, user: User, *, by: Actor, at: datetime) -> None:
    """Write into the log of the account's instance, whatever the scope and the state."""
    with scoped(Scope(frozenset({user.tenant_id}))):
        record_about(
            action,
            user,
            by=by,
            at=at,
        )


def _operator_tenant_id() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("select operator_tenant_id()")
        (tenant_id,) = cursor.fetchone()
    return None if tenant_id is None else int(tenant_id)
