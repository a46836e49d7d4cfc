"""Who acts, and on what: plain values that know no other domain."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

# How long an entry is kept, and what of it goes earlier.
ENTRIES_KEPT = timedelta(days=730)
ORIGINS_KEPT = timedelta(days=90)  # address, browser and system
VIEWS_KEPT = timedelta(days=90)  # entries that tell of looking at something

# The kind of thing that is a person.
PERSON = "user"

# Entries of the log about itself, which a check of the chain reads.
EXPIRED = "audit_entry.expired"
ERASED = "audit_entry.erased"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts and from where; `user_id` is None for the platform itself."""

    name: str
    user_id: int | None = None
    ip: str | None = None
    browser: str = ""
    browser_version: str = ""
    system: str = ""


PLATFORM = Actor(name="PROGRES")


@dataclass(frozen=True)
class Target:
    """The thing acted on: its kind, its id, and its name at that time."""

    kind: str
    id: str
    name: str


class Thing(Protocol):
    """What belongs to an instance, and how the log calls it."""

    @property
    def tenant_id(self) -> int: ...

    @property
    def target(self) -> Target: ...
