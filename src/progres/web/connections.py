"""Pages of connections to network servers: health, last messages, secrets."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_safe,
)

from progres.accounts.access import Permission
from progres.connections import queries
from progres.connections.actions import (
    create_connection,
    delete_connection,
    renew_token,
)
from progres.connections.queries import Talk
from progres.connections.rules import Kind
from progres.readings.traffic import DAY, MOST_COUNTED, Heard, heard_through
from progres.tenants.queries import tenant_names
from progres.web.bodies import readable
from progres.web.confirmation import is_confirmed
from progres.web.connection_log import lines_of
from progres.web.fields import LineField
from progres.web.guards import TenantRequest, reads_and_sends, requires

if TYPE_CHECKING:
    from progres.connections.models import Connection

KIND_NAMES = {Kind.CHIRPSTACK: "ChirpStack v4", Kind.TTS: "The Things Stack v3"}


class ConnectionForm(forms.Form):
    """What a new connection is called and to which kind of network server it leads."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Network server"),
        choices=list(KIND_NAMES.items()),
        widget=forms.RadioSelect,
        initial=Kind.CHIRPSTACK,
    )
    name = LineField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Such as “ChirpStack town hall”."),
    )


@require_safe
@requires(Permission.CONNECTIONS_VIEW)
def list_connections(request: TenantRequest) -> HttpResponse:
    scope, at = request.by.scope, timezone.now()
    found = list(queries.search_connections(scope))
    heard = heard_through(scope, [c.id for c in found], at=at)
    talk = queries.talk_of(scope)
    rows = [
        {
            "connection": connection,
            "kind": KIND_NAMES[Kind(connection.kind)],
            **_health(heard[connection.id], talk.get(connection.id, Talk()), at),
        }
        for connection in found
    ]
    return render(request, "connections/list.html", {"rows": rows})


@require_safe
@requires(Permission.CONNECTIONS_VIEW)
def show_connection(request: TenantRequest, connection_id: int) -> HttpResponse:
    scope, at = request.by.scope, timezone.now()
    connection = queries.get_connection(scope, connection_id)
    heard = heard_through(scope, [connection_id], at=at)[connection_id]
    talk = queries.talk_of(scope).get(connection_id, Talk())
    only_problems = request.GET.get("show") == "problems"
    may_read = request.by.may(Permission.READINGS_VIEW)
    context = {
        **_connection(connection),
        **_health(heard, talk, at),
        # Messages tell of devices and what they measured.
        "may_read": may_read,
        "lines": lines_of(scope, connection_id, only_problems=only_problems, at=at)
        if may_read
        else [],
        "only_problems": only_problems,
        "owner": tenant_names(scope)[connection.tenant_id],
    }
    return render(request, "connections/show.html", context)


@reads_and_sends
@requires(Permission.CONNECTIONS_EDIT)
def add_connection(request: TenantRequest) -> HttpResponse:
    """Ask for name and kind; the answer to the form shows the secret, this once."""
    form = ConnectionForm(request.POST or None)
    if form.is_valid() and _is_new(request, form):
        connection, token = create_connection(
            **form.cleaned_data,
            tenant=request.tenant,
            by=request.by,
            at=timezone.now(),
        )
        return _show_secret(request, connection, token, is_new=True)
    return render(request, "connections/new.html", {"form": form})


@reads_and_sends
@requires(Permission.CONNECTIONS_EDIT)
def renew_secret(request: TenantRequest, connection_id: int) -> HttpResponse:
    """Say what it means, then do it; the answer shows the new secret, this once."""
    connection = queries.get_connection(request.by.scope, connection_id)
    if request.method != "POST":
        context = _connection(connection)
        return render(request, "connections/renew.html", context)
    token = renew_token(connection_id, by=request.by, at=timezone.now())
    return _show_secret(request, connection, token, is_new=False)


@reads_and_sends
@requires(Permission.CONNECTIONS_EDIT)
def remove_connection(request: TenantRequest, connection_id: int) -> HttpResponse:
    connection = queries.get_connection(request.by.scope, connection_id)
    if is_confirmed(request, connection.name):
        delete_connection(connection_id, by=request.by, at=timezone.now())
        messages.success(request, _("“%s” was deleted.") % connection.name)
        return redirect("web:connection_list", request.tenant.id)
    context = {
        "connection": connection,
        "unassigned": queries.unassigned_count(request.by.scope, [connection_id]),
        "wrong": request.method == "POST",
    }
    return render(request, "connections/delete.html", context)


@require_safe
@requires(Permission.CONNECTIONS_VIEW, Permission.READINGS_VIEW)
def show_message(
    request: TenantRequest, connection_id: int, message_id: int
) -> HttpResponse:
    """Show a message as it came, laid out if it is JSON."""
    scope = request.by.scope
    message = queries.last_messages(scope, connection_id).get(id=message_id)
    connection = queries.get_connection(scope, connection_id)
    context = {
        "connection": connection,
        "message": message,
        "body": readable(bytes(message.body)),
        "size": len(message.body),
    }
    return render(request, "connections/message.html", context)


def _is_new(request: TenantRequest, form: ConnectionForm) -> bool:
    """Refuse a second connection of one name, so that a reload makes none."""
    own = queries.search_connections(request.by.scope).filter(tenant=request.tenant)
    if not own.filter(name=form.cleaned_data["name"]).exists():
        return True
    form.add_error("name", _("There is already a connection of this name."))
    return False


def _show_secret(
    request: TenantRequest, connection: "Connection", token: str, *, is_new: bool
) -> HttpResponse:
    context = {**_connection(connection), "token": token, "is_new": is_new}
    return render(request, "connections/secret.html", context)


def _connection(connection: "Connection") -> dict[str, object]:
    return {
        "connection": connection,
        "kind": KIND_NAMES[Kind(connection.kind)],
        "url": connection.url,
    }


def _health(heard: Heard, talk: Talk, at: datetime) -> dict[str, object]:
    """Say when something came last, how much, and in which of the states that is."""
    times = [time for time in (heard.last_at, talk.last_at) if time]
    last_at = max(times, default=None)
    return {
        "last_at": last_at,
        "state": _state(last_at, at),
        "in_a_day": min(heard.in_a_day, MOST_COUNTED),
        "is_more": heard.in_a_day > MOST_COUNTED,
        "rejected": talk.rejected,
        "unassigned": talk.unassigned,
    }


def _state(last_at: datetime | None, at: datetime) -> str:
    if last_at is None:
        return "unknown"
    if at - last_at > DAY:
        return "silent"
    return "ok" if at - last_at <= timedelta(hours=1) else "late"
