"""The page of the own sessions: where one is signed in, and ending that."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from progres.accounts.membership import actor_of
from progres.accounts.models import User
from progres.accounts.origin import origin_of
from progres.accounts.sessions import (
    UnknownSession,
    end_session,
    end_sessions,
    sessions_of,
)
from progres.web.guards import reads_and_sends
from progres.web.numbers import number_in


@reads_and_sends
@login_required
def list_sessions(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 login_required
    if request.method == "POST":
        _end(request, user)
        return redirect("account_sessions")
    context = {
        "sessions": sessions_of(user, at=timezone.now()),
        "this": request.session.session_key,
    }
    return render(request, "account/sessions.html", context)


def _end(request: HttpRequest, user: User) -> None:
    """End the session that was chosen, or all but this one."""
    by, at = actor_of(user, origin_of(request)), timezone.now()
    chosen = request.POST.get("session", "")
    if chosen == "others":
        count = end_sessions(user, keep=request.session.session_key or "", by=by, at=at)
        said = ngettext("%d session ended.", "%d sessions ended.", count)
        messages.success(request, said % count)
        return
    try:
        end_session(number_in(chosen) or 0, user, by=by, at=at)
    except UnknownSession as error:
        raise Http404 from error
    messages.success(request, _("The session ended."))
