"""What people do to a connection that is there: change, pause, try a message again."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from progres.accounts.access import Permission
from progres.connections import queries
from progres.connections.actions import (
    pause_connection,
    resume_connection,
    try_message_again,
)
from progres.connections.checks import BadConnection
from progres.connections.mqtt_actions import change_connection as change
from progres.web.connection_form import MqttForm, form_of, is_new, known, refused
from progres.web.connection_trial import BrokerTrial, page_with_trial
from progres.web.guards import Answer, TenantRequest, reads_and_sends, requires

if TYPE_CHECKING:
    from progres.connections.models import Connection


@reads_and_sends
@requires(Permission.CONNECTIONS_EDIT)
def change_connection(request: TenantRequest, connection_id: int) -> Answer:
    connection = queries.get_connection(request.by.scope, connection_id)
    form = form_of(connection)(request.POST or None, initial=known(connection))
    context = {
        "form": form,
        "connection": connection,
        "is_mqtt": isinstance(form, MqttForm),
    }

    def page(trial: BrokerTrial | None = None) -> HttpResponse:
        return render(request, "connections/edit.html", {**context, "trial": trial})

    if request.POST.get("action") == "try" and isinstance(form, MqttForm):
        return page_with_trial(form, page, kind=connection.kind, known=connection)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(request, form, connection)
    ):
        messages.success(request, _("Saved."))
        return redirect("web:connection", request.tenant.id, connection_id)
    return page()


@reads_and_sends
@requires(Permission.CONNECTIONS_EDIT)
def pause(request: TenantRequest, connection_id: int) -> HttpResponse:
    """Say what it means, then do it; to go on needs no question."""
    connection = queries.get_connection(request.by.scope, connection_id)
    if request.method != "POST":
        return render(request, "connections/pause.html", {"connection": connection})
    if "go-on" in request.POST:
        resume_connection(connection_id, by=request.by, at=timezone.now())
        messages.success(request, _("The connection goes on."))
    else:
        pause_connection(connection_id, by=request.by, at=timezone.now())
        messages.success(request, _("The connection is paused."))
    return redirect("web:connection", request.tenant.id, connection_id)


@require_POST
@requires(Permission.CONNECTIONS_EDIT, Permission.READINGS_VIEW)
def try_again(
    request: TenantRequest, connection_id: int, message_id: int
) -> HttpResponse:
    try_message_again(connection_id, message_id, by=request.by, at=timezone.now())
    messages.success(
        request, _("The message is being read again; the list says what became of it.")
    )
    return redirect("web:connection", request.tenant.id, connection_id)


def _saved(request: TenantRequest, form: forms.Form, connection: "Connection") -> bool:
    if not is_new(request, form, but=connection.id):
        return False
    try:
        change(
            connection.id,
            name=form.cleaned_data["name"],
            mqtt=form.mqtt() if isinstance(form, MqttForm) else None,
            by=request.by,
            at=timezone.now(),
        )
    except BadConnection as refusal:
        refused(form, refusal)
        return False
    return True
