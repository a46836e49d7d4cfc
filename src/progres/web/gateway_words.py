"""What states of gateways are called, and which of the six states they show as."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.gateways.rules import GatewayState
from progres.lorawan.uplink import TxResult
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
# Why a gateway did not send.
TX_RESULTS: Words = {
    TxResult.OK: _("Sent."),
    TxResult.TOO_LATE: _("It came too late: the way from the network server is slow."),
    TxResult.TOO_EARLY: _("It came too early to be planned."),
    TxResult.COLLISION_PACKET: _("Another downlink was planned at that time."),
    TxResult.COLLISION_BEACON: _("A beacon was planned at that time."),
    TxResult.TX_FREQ: _("The gateway cannot send on that frequency."),
    TxResult.TX_POWER: _("The gateway cannot send with that power."),
    TxResult.GPS_UNLOCKED: _("The gateway has no time from satellites."),
    TxResult.QUEUE_FULL: _("Too many downlinks waited in the gateway."),
    TxResult.INTERNAL_ERROR: _("An error within the gateway."),
    TxResult.DUTY_CYCLE_OVERFLOW: _("The air time allowed was used up."),
    TxResult.UNKNOWN: _("The network server does not say why."),
}
SHAPES = {
    GatewayState.ONLINE: "ok",
    GatewayState.LATE: "late",
    GatewayState.OFFLINE: "silent",
    GatewayState.NEVER_SEEN: "unknown",
}
