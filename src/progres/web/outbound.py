"""The operator's page of all hosts to which the platform speaks by itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.privacy.outbound import Reason, is_local, outbound_hosts
from progres.web.guards import TenantRequest, requires
from progres.web.words import Words

WHY: Words = {
    Reason.MAIL: _("Hands over mails: alarms, invitations, links to sign in."),
    Reason.AUDIT_SINK: _("Takes a copy of every entry of the audit log."),
    Reason.DATABASE: _("Keeps everything that is stored."),
    Reason.SINGLE_SIGN_ON: _("Says who signs in at the provider of an instance."),
    Reason.BROKER: _("Hands over messages of devices by MQTT."),
}
WHAT: Words = {
    Reason.MAIL: _(
        "Addresses of recipients, names, and what the mail says of alarms and places."
    ),
    Reason.AUDIT_SINK: _(
        "Who did what when and from where: names, addresses of computers, browsers."
    ),
    Reason.DATABASE: _("All data of the platform."),
    Reason.SINGLE_SIGN_ON: _("That somebody signs in who comes from there."),
    Reason.BROKER: _("User name and password of the connection, and nothing else."),
}


@require_safe
@requires(Permission.OUTBOUND_VIEW)
def list_hosts(request: TenantRequest) -> HttpResponse:
    hosts = [
        {
            "place": f"{found.host}:{found.port}",
            "is_local": is_local(found.host),
            "why": WHY[found.reason],
            "what": WHAT[found.reason],
            "setting": found.setting,
        }
        for found in outbound_hosts()
    ]
    return render(request, "outbound/list.html", {"hosts": hosts})
