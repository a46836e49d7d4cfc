"""The topics under which network servers publish, and the event that a topic names.

A gateway's topics begin with the name of its region in ChirpStack v4, and with nothing
before that. The Things Stack publishes nothing of gateways by MQTT.
"""

import re

CHIRPSTACK_EVENTS = "application/{application}/device/+/event/+"
CHIRPSTACK_GATEWAYS = (
    "+/gateway/+/event/stats",
    "+/gateway/+/state/conn",
    "gateway/+/event/stats",
    "gateway/+/state/conn",
)
# By name, for a broker need not grant wildcards beyond what it publishes.
TTS_TOPICS = (
    "up",
    "join",
    "down/queued",
    "down/sent",
    "down/ack",
    "down/nack",
    "down/failed",
    "location/solved",
    "service/data",
)
_OF_GATEWAY = re.compile(r"(?:[^/]*/)?gateway/[^/]*/(?:event/stats|state/conn)")


def chirpstack_filters(application: str, *, prefix: str = "") -> tuple[str, ...]:
    """What to subscribe to; an empty application means all that the broker grants."""
    return (prefix + CHIRPSTACK_EVENTS.format(application=application or "+"),)


def tts_filters(application: str) -> tuple[str, ...]:
    """What to subscribe to; an application is named as in `my-app@tenant`."""
    return tuple(f"v3/{application}/devices/+/{topic}" for topic in TTS_TOPICS)


def event_of(topic: str) -> str:
    """Return a ChirpStack event's name, as it stands in `?event=` of a webhook.

    The Things Stack names its events in the body; there this is not asked for.
    """
    return topic.rpartition("/")[2]


def is_of_gateway(topic: str) -> bool:
    """Say whether a topic tells how a gateway of ChirpStack is."""
    return _OF_GATEWAY.fullmatch(topic) is not None
