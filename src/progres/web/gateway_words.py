"""What states of gateways are called, and which of the six states they show as."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.gateways.rules import GatewayState
from progres.web.words import Words

GATEWAY_STATES: Words = {
    GatewayState.ONLINE: pgettext_lazy("state of a gateway", "Online"),
    GatewayState.LATE: pgettext_lazy("state of a gateway", "Late"),
    GatewayState.OFFLINE: pgettext_lazy("state of a gateway", "Offline"),
    GatewayState.NEVER_SEEN: pgettext_lazy("state of a gateway", "Never seen"),
}
GATEWAY_MEANINGS: Words = {
    GatewayState.ONLINE: _("Gives signs of life as often as expected."),
    GatewayState.LATE: _("Has been silent for two intervals; nobody is told yet."),
    GatewayState.OFFLINE: _("Has been silent for longer than its delay."),
    GatewayState.NEVER_SEEN: _("Has not given any sign of life yet."),
}
SHAPES = {
    GatewayState.ONLINE: "ok",
    GatewayState.LATE: "late",
    GatewayState.OFFLINE: "silent",
    GatewayState.NEVER_SEEN: "unknown",
}
