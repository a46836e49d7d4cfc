"""Kinds of connections and what can become of a message."""

from enum import StrEnum

from progres.lns.topics import chirpstack_filters, tts_filters


class Kind(StrEnum):
    """The network servers that can deliver."""

    CHIRPSTACK = "chirpstack"
    TTS = "tts"


class Transport(StrEnum):
    """Who calls whom: the network server us, or we its broker."""

    WEBHOOK = "webhook"
    MQTT = "mqtt"


class Outcome(StrEnum):
    """What became of a message."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    UNASSIGNED = "unassigned"
    NOTED = "noted"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why an uplink is unassigned."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


LAST_MESSAGES = 100  # kept for each connection, and as many rejected ones


def filters_of(kind: str, application: str, prefix: str) -> tuple[str, ...]:
    """Return the topics that a broker is asked for, without which nothing comes."""
    if kind == Kind.TTS:
        return tts_filters(application)
    return chirpstack_filters(application, prefix=prefix)
