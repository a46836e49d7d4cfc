"""Radio facts of an uplink in templates, for those who need them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from progres.accounts.access import Permission
from progres.gateways.queries import NamedGateway
from progres.readings.rules import UplinkState
from progres.readings.values import UplinkRow
from progres.web.codec_words import stored_detail, stored_problem_in_words
from progres.web.device_frame import write_place
from progres.web.figures import number
from progres.web.refusals import note_in_words
from progres.web.words import Words

register = template.Library()
register.filter(note_in_words)

RESULTS = {
    UplinkState.UNDECODED: _("waits to be decoded"),
    UplinkState.DECODED: _("decoded"),
    UplinkState.FAILED: _("not decoded"),
    UplinkState.EMPTY: _("nothing to decode"),
}
SHAPES = {
    UplinkState.UNDECODED: "unknown",
    UplinkState.DECODED: "ok",
    UplinkState.FAILED: "late",
    UplinkState.EMPTY: "ok",
}
EVENTS: Words = {
    "join": _("Joined the network"),
    "status": _("Device status"),
    "log": _("Complaint"),
    "location": _("Location"),
    "gateway": _("Gateway"),
    "uplink": _("Uplink"),
    "up": _("Uplink"),  # a message that could not be read bears its sender's word
    "downlink queued": _("Downlink queued"),
    "downlink sent": _("Downlink sent"),
    "downlink transmitted": _("Downlink transmitted"),
    "downlink acknowledged": _("Downlink acknowledged"),
    "downlink not_acknowledged": _("Downlink not acknowledged"),
    "downlink failed": _("Downlink failed"),
    "downlink invalidated": _("Downlinks discarded"),
}


@register.simple_tag
def uplink_result(uplink: UplinkRow) -> SafeString:
    """Say what became of an uplink's payload."""
    return format_html(
        '<span class="state state-{}">{}</span>',
        SHAPES[uplink.state],
        RESULTS[uplink.state],
    )


@register.filter
def uplink_place(uplink: UplinkRow) -> str:
    """Write where an uplink stands, for the address of its page."""
    return write_place(uplink)


@register.filter
def uplink_problem(uplink: UplinkRow) -> str:
    """Say in one sentence why an uplink gave no values."""
    return stored_problem_in_words(uplink.problem or "", uplink.message or "")


@register.filter
def uplink_detail(uplink: UplinkRow) -> str:
    """Return what the codec itself said: of a problem its own words, or warnings."""
    message = uplink.message or ""
    return stored_detail(message) if uplink.problem else message


@register.filter
def best_reception(uplink: UplinkRow) -> Mapping[str, Any] | None:
    """Return how the gateway that heard best heard it; None where none is named."""
    heard = [r for r in uplink.receptions if r.get("rssi_dbm") is not None]
    return max(heard, key=lambda r: r["rssi_dbm"], default=None)


@register.filter
def radio_words(uplink: UplinkRow) -> str:
    """Name spreading factor and frequency, as in "SF7 · 868.1 MHz"."""
    facts = []
    if factor := uplink.radio.get("spreading_factor"):
        facts.append(f"SF{factor}")
    if frequency := uplink.radio.get("frequency_hz"):
        facts.append(f"{number(frequency / 1e6)} MHz")
    return " · ".join(facts)


@register.simple_tag(takes_context=True)
def gateway_name(
    context: Mapping[str, Any], gateway_id: str, names: Mapping[str, NamedGateway]
) -> SafeString:
    """Name a gateway, with a link for who may see it; its id where nobody named it."""
    if gateway_id not in names:
        return format_html('<span class="mono">{}</span>', gateway_id)
    gateway = names[gateway_id]
    if Permission.GATEWAYS_VIEW not in context["may"]:
        return format_html('<span title="{}">{}</span>', gateway_id, gateway.name)
    address = reverse("web:gateway", args=[context["instance"].id, gateway.id])
    return format_html(
        '<a href="{}" title="{}">{}</a>', address, gateway_id, gateway.name
    )


@register.filter
def event_word(event: str) -> str:
    """Name a message of a network server; other words of its own stay as they are."""
    return str(EVENTS.get(event, event))
