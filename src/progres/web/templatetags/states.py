"""States and severities: a word and a shape besides the colour, the same everywhere."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from progres.gateways.rules import GatewayState
from progres.notifications.wording import SEVERITIES
from progres.readings.coverage import Hearing
from progres.web.alarm_words import alarm_name, rule_name
from progres.web.gateway_words import GATEWAY_MEANINGS, GATEWAY_STATES, SHAPES
from progres.web.templatetags.assets import icon
from progres.web.words import (
    STANDINGS_OF_DEVICES,
    STATE_MEANINGS,
    STATES,
    STATUSES,
)

register = template.Library()

register.filter("alarm_name", alarm_name)
register.filter("rule_name", rule_name)

GOOD_DB = 10.0  # a margin that bears rain and leaves
SEVERITY_ICONS = {
    "critical": "bell-ringing",
    "major": "alert-triangle",
    "minor": "bell",
    "warning": "clock",
    "info": "info-circle",
}


@register.simple_tag
def state_badge(state: str, *, pill: bool = False) -> SafeString:
    """Show one of the six states; its meaning is on hover."""
    return format_html(
        '<span class="state state-{}{}" title="{}">{}</span>',
        state,
        " state-pill" if pill else "",
        STATE_MEANINGS[state],
        STATES[state],
    )


@register.simple_tag
def gateway_badge(state: str) -> SafeString:
    """Show the state of a gateway as one of the six; its meaning is on hover."""
    return format_html(
        '<span class="state state-{}" title="{}">{}</span>',
        SHAPES[GatewayState(state)],
        GATEWAY_MEANINGS[state],
        GATEWAY_STATES[state],
    )


@register.simple_tag
def severity_badge(severity: str) -> SafeString:
    """Show how grave an alarm is."""
    return format_html(
        '<span class="severity severity-{}">{} {}</span>',
        severity,
        icon(SEVERITY_ICONS[severity], "icon-sm"),
        SEVERITIES[severity],
    )


@register.filter
def status_word(status: str) -> str:
    """Name the status of a device: one that people gave it, or how it is heard."""
    return str(STATUSES.get(status) or STANDINGS_OF_DEVICES[status])


@register.filter
def link_word(hearing: Hearing) -> str:
    """Say how well a device is heard."""
    if hearing.margin_db is None or hearing.margin_db >= GOOD_DB:
        return pgettext("link quality", "good")
    if hearing.is_weak:
        return pgettext("link quality", "weak")
    return pgettext("link quality", "fair")
