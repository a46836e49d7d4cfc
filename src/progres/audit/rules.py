"""Who acts, and on what: plain values that know no other domain."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts and from where; `user_id` is None for the platform itself."""

    name: str
    user_id: int | None = None
    ip: str | None = None
    browser: str = ""
    system: str = ""


PLATFORM = Actor(name="PROGRES")


@dataclass(frozen=True)
class Target:
    """The thing acted on: its kind, its id, and its name at that time."""

    kind: str
    id: str
    name: str
