"""What documents are computed from, as plain values."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Receiver,
    Retention,
    Subject,
)
from progres.privacy.datamap import DATA_MAP
from progres.privacy.models import Details
from progres.privacy.outbound import OutboundHost


class DocumentKind(StrEnum):
    """The documents that every instance has, the operator's own among them."""

    NOTICE = "notice"
    RECORD = "record"
    MEASURES = "measures"
    AGREEMENT = "agreement"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A protection, whether it is switched on, and what was found, in words.

    `is_on` is None where nothing is judged: `found` says how it is.
    """

    name: str
    is_on: bool | None
    found: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the documents of one instance say; `own` are the instance's details.

    `has_devices` matters for the operator's own instance: with devices it decides on
    what they measure as a customer does. `until` is the last day of the contract.
    """

    tenant_name: str
    is_operator: bool
    has_devices: bool
    own: Details
    operator: Details
    hosts: Sequence[OutboundHost]
    measures: Sequence[Measure]
    since: date | None
    until: date | None
    entries: Sequence[Entry] = DATA_MAP

    @property
    def controllers(self) -> frozenset[Controller]:
        """As whom the instance decides on purposes."""
        if not self.is_operator:
            return frozenset({Controller.CUSTOMER, Controller.JOINT})
        own = {Controller.OPERATOR, Controller.JOINT}
        return frozenset(own | {Controller.CUSTOMER} if self.has_devices else own)


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One purpose with all places that serve it."""

    ground: Personal
    places: tuple[Entry, ...]
    retentions: tuple[Retention, ...]

    @property
    def kind(self) -> Kind | None:
        return self.ground.kind

    @property
    def basis(self) -> Basis:
        return self.ground.basis

    @property
    def subjects(self) -> Sequence[Subject]:
        return self.ground.subjects

    @property
    def receivers(self) -> Sequence[Receiver]:
        return self.ground.receivers

    @property
    def origins(self) -> Sequence[Origin]:
        return self.ground.origins


def activities(
    entries: Iterable[Entry], controllers: Iterable[Controller]
) -> Iterator[Activity]:
    """What is done with personal data on the decision of these controllers."""
    wanted = set(controllers)
    places: dict[Personal, list[Entry]] = {}
    for entry in entries:
        for ground in entry.personal:
            if ground.controller in wanted:
                places.setdefault(ground, []).append(entry)
    for ground, found in places.items():
        kept = [ground.retention or entry.retention for entry in found]
        yield Activity(
            ground=ground,
            places=tuple(found),
            retentions=tuple(dict.fromkeys(kept)),
        )
