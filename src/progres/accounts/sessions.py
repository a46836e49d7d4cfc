"""The sessions of an account: where somebody is signed in, and how that ends."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from progres.accounts.membership import Origin
from progres.accounts.models import AccountSession, User
from progres.audit.actions import record_about
from progres.audit.rules import Actor
from progres.database.scope import Scope, scoped


class UnknownSession(LookupError):
    """The session is over, or somebody else's."""


def note_activity(
    key: str, user: User, *, origin: Origin, began_at: datetime, at: datetime
) -> None:
    """Note that a person is there in a session; nothing if it is not stored."""
    browser = f"{origin.browser} {origin.browser_version}".strip()
    seen = [origin.ip or "", browser[:100], origin.system[:100]]
    with connection.cursor() as cursor:
        cursor.execute(
            "select note_session(%s, %s, %s, %s, %s, %s, %s)",
            [key, user.id, *seen, began_at, at],
        )


@transaction.atomic
def sessions_of(user: User, *, at: datetime) -> Sequence[AccountSession]:
    """Sessions of a person that are not over, the last used first."""
    with scoped(_own(user)):
        found = AccountSession.objects.filter(user=user, session__expire_date__gt=at)
        return list(found.order_by("-active_at", "-id"))


@transaction.atomic
def end_session(session_id: int, user: User, *, by: Actor, at: datetime) -> None:
    """End one session of a person at once. Raises UnknownSession."""
    if not _end(user, by=by, at=at, id=session_id):
        raise UnknownSession


@transaction.atomic
def end_sessions(user: User, *, keep: str = "", by: Actor, at: datetime) -> int:
    """End all sessions of a person at once, but for one key; say how many ended."""
    return _end(user, by=by, at=at, keep=keep)


def _end(
    user: User, *, by: Actor, at: datetime, keep: str = "", **which: object
) -> int:
    with scoped(_own(user)):
        sessions = AccountSession.objects.filter(user=user, **which)
        others = sessions.exclude(session_id=keep)
        keys = list(others.values_list("session_id", flat=True))
        for _ in keys:
            record_about(
                "session.closed",
                user,
                by=by,
                at=at,
            )
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _own(user: User) -> Scope:
    return Scope(frozenset({user.tenant_id}))
