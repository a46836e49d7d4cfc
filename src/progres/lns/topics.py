"""The topics under which network servers publish, and the event that a topic names."""

CHIRPSTACK_EVENTS = "application/{application}/device/+/event/+"
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
