"""What a wall screen shows: one page, to whoever knows its address, and nothing else.

No session and no cookie: the token in the address is all there is. The page asks for
itself again every few seconds; an ended address is told to load anew, and says so.
"""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from progres.alarms.queries import open_alarm_count, search_alarms
from progres.dashboards.queries import overview
from progres.database.scope import Scope, scoped
from progres.devices.rules import state_of
from progres.displays.queries import Display, UnknownDisplay, open_display
from progres.displays.rules import Shown
from progres.metering.heat import kept_to_purpose
from progres.readings.queries import current_state
from progres.tenants.branding import branding_of
from progres.web.alarm_words import named

MOST_ALARMS = 12  # that a wall has room for
THEMES = {"light", "dark"}


@never_cache
@require_safe
def show_display(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the page of a token in the language and the time of its instance."""
    try:
        with transaction.atomic():
            display = open_display(secret, at=timezone.now())
            response = _page(request, display)
    except (UnknownDisplay, ObjectDoesNotExist):
        response = render(request, "display/ended.html", status=404)
        response["HX-Refresh"] = "true"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: HttpRequest, display: Display) -> HttpResponse:
    tenant = display.token.tenant
    theme = request.GET.get("theme", "")
    with (
        scoped(display.scope),
        timezone.override(tenant.time_zone),
        translation.override(tenant.language),
    ):
        context = {
            "instance": tenant,
            "branding": branding_of(tenant.id),
            "shown": display.token.shown,
            "theme": theme if theme in THEMES else "",
            "now": timezone.now(),
            **_facts(display),
        }
        response = render(request, "display/show.html", context)
    response["Content-Language"] = tenant.language
    return response


def _facts(display: Display) -> dict[str, Any]:
    match display.token:
        case token if token.device_id is not None:
            return _facts_of_device(display.scope, token.device_id)
        case token if token.shown == Shown.OVERVIEW:
            found = overview(display.scope, at=timezone.now())
            return {"counts": found.counts.items(), **_alarms(display.scope)}
        case _:
            return _alarms(display.scope)


def _facts_of_device(scope: Scope, device_id: int) -> dict[str, Any]:
    current = current_state(scope, device_id)
    alarms = _alarms(scope, device_id)
    last_seen_at = current.latest.last_seen_at if current.latest else None
    state = state_of(
        status=current.device.status,
        open_alarm=bool(alarms["alarms"]),
        last_seen_at=last_seen_at,
        limits=current.device.limits(at=timezone.now()),
    )
    return {
        "device": current.device,
        "values": [] if kept_to_purpose(scope, [device_id]) else current.values,
        "last_seen_at": last_seen_at,
        "state": state,
        **alarms,
    }


def _alarms(scope: Scope, device_id: int | None = None) -> dict[str, Any]:
    """Open alarms without who takes care of them."""
    found = search_alarms(scope, state="open", device_id=device_id)
    shown = [named(alarm) for alarm in found[:MOST_ALARMS]]
    total = len(shown) if device_id is not None else open_alarm_count(scope)
    return {"alarms": shown, "further": total - len(shown)}
