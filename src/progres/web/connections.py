"""Pages of connections to network servers: health, last messages, secrets."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
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
from progres.connections.checks import BadConnection
from progres.connections.mqtt_actions import create_mqtt_connection
from progres.connections.queries import Talk
from progres.connections.rules import Kind, Transport
from progres.readings.traffic import heard_through
from progres.tenants.queries import tenant_names
from progres.web.bodies import readable
from progres.web.confirmation import is_confirmed
from progres.web.connection_form import KIND_NAMES, ConnectionForm, is_new, refused
from progres.web.connection_health import health_of
from progres.web.connection_log import lines_of
from progres.web.connection_trial import BrokerTrial, page_with_trial
from progres.web.guards import Answer, TenantRequest, reads_and_sends, requires

if TYPE_CHECKING:
    from progres.connections.models import Connection


@require_safe
@requires(Permission.CONNECTIONS_VIEW)
def list_connections(request: TenantRequest) -> HttpResponse:
    scope, at = request.by.scope, timezone.now()
    found = list(queries.search_connections(scope))
    heard = heard_through(scope, [c.id for c in found], at=at)
    talk = queries.talk_of(scope, at=at)
    rows = [
        {
            "connection": connection,
            "kind": KIND_NAMES[Kind(connection.kind)],
            "is_mqtt": connection.transport == Transport.MQTT,
            **health_of(
                connection,
                heard[connection.id],
                talk.get(connection.id, Talk()),
                at=at,
            ),
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
    talk = queries.talk_of(scope, at=at).get(connection_id, Talk())
    only_problems = request.GET.get("show") == "problems"
    may_read = request.by.may(Permission.READINGS_VIEW)
    context = {
        **_connection(connection),
        **health_of(connection, heard, talk, at=at),
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
def add_connection(request: TenantRequest) -> Answer:
    """Ask for name, kind and way.

    The answer to the form shows the secret of a webhook, this once, or how the
    connection to a broker gets on.
    """
    form = ConnectionForm(request.POST or None)

    def page(trial: BrokerTrial | None = None) -> HttpResponse:
        return render(request, "connections/new.html", {"form": form, "trial": trial})

    if request.POST.get("action") == "try":
        kind = request.POST.get("kind", Kind.CHIRPSTACK)
        return page_with_trial(form, page, kind=kind)
    if form.is_valid() and is_new(request, form):
        answer = _made_mqtt(request, form) if form.is_mqtt else _made(request, form)
        if answer is not None:
            return answer
    return page()


def _made(request: TenantRequest, form: ConnectionForm) -> HttpResponse:
    connection, token = create_connection(
        name=form.cleaned_data["name"],
        kind=form.cleaned_data["kind"],
        tenant=request.tenant,
        by=request.by,
        at=timezone.now(),
    )
    return _show_secret(request, connection, token, is_new=True)


def _made_mqtt(request: TenantRequest, form: ConnectionForm) -> HttpResponse | None:
    try:
        connection = create_mqtt_connection(
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            mqtt=form.mqtt(),
            tenant=request.tenant,
            by=request.by,
            at=timezone.now(),
        )
    except BadConnection as refusal:
        refused(form, refusal)
        return None
    return redirect("web:connection", request.tenant.id, connection.id)


@reads_and_sends
@requires(Permission.CONNECTIONS_EDIT)
def renew_secret(request: TenantRequest, connection_id: int) -> HttpResponse:
    """Say what it means, then do it; the answer shows the new secret, this once."""
    connection = queries.get_webhook(request.by.scope, connection_id)
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
        "is_mqtt": connection.transport == Transport.MQTT,
    }
