"""A session ends half an hour after the last thing a person did, or after twelve hours.

What pages do by themselves (streams, charts that follow, parts refreshed by an event)
does not count as something a person did. The half hour is SESSION_COOKIE_AGE, counted
from the last time the session was saved.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from progres.accounts.membership import actor_of
from progres.accounts.models import User
from progres.accounts.origin import origin_of
from progres.accounts.sessions import note_activity
from progres.accounts.sign_ins import note_expiry

BACKGROUND = "X-Progres-Background"  # header of requests that nobody asked for
EVERY = 60  # seconds between two notes that a person is there
_BEGAN = "began_at"  # Unix seconds
_ACTIVE = "active_at"
_LISTED = (
    "listed_as"  # the key under which it is on the list; a new password changes it
)


def end_in_time(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out whose session is too old; keep the others' alive while they act."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            if has_ended(request.session, now):
                by = actor_of(request.user, origin_of(request))
                note_expiry(request.user, by=by, at=datetime.fromtimestamp(now, UTC))
                logout(request)
            elif not is_background(request):
                _note_activity(request, request.user, now)
        return get_response(request)

    return middleware


def has_ended(session: SessionBase, now: int) -> bool:
    """Say whether a person has been signed in for too long; `now` in Unix seconds."""
    began_at: int = session.get(_BEGAN, now)
    return now - began_at > settings.SESSION_LONGEST


def is_background(request: HttpRequest) -> bool:
    """Say whether a page asks by itself, and no person."""
    headers = request.headers
    is_script = headers.get("Sec-Fetch-Dest") == "empty" and "HX-Request" not in headers
    return (
        is_script
        or BACKGROUND in headers
        or request.path.startswith(("/api/", "/display/"))
        or headers.get("Accept") == "text/event-stream"
    )


def _note_activity(request: HttpRequest, user: User, now: int) -> None:
    session = request.session
    key = session.session_key or ""
    if now - session.get(_ACTIVE, 0) <= EVERY and session.get(_LISTED) == key:
        return
    began_at: int = session.setdefault(_BEGAN, now)
    session[_ACTIVE], session[_LISTED] = now, key
    note_activity(
        key,
        user,
        origin=origin_of(request),
        began_at=datetime.fromtimestamp(began_at, UTC),
        at=datetime.fromtimestamp(now, UTC),
    )
