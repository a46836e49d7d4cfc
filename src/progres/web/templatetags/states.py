"""States and severities: a word and a shape besides the colour, the same everywhere."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from progres.gateways.rules import GatewayState
from progres.notifications.wording import SEVERITIES
from progres.web.alarm_words import alarm_name, rule_name
from progres.web.gateway_words import GATEWAY_MEANINGS, GATEWAY_STATES, SHAPES
from progres.web.templatetags.assets import icon
from progres.web.words import STATE_MEANINGS, STATES, STATUSES

register = template.Library()

register.filter("alarm_name", alarm_name)
register.filter("rule_name", rule_name)

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
    """Name the status that people gave a device."""
    return str(STATUSES[status])
