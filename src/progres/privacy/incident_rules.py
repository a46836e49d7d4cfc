"""When a breach must be told to whom (Art. 33 and 34 of the GDPR)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from progres.kit.datamap import Entry, Kind, Subject

CLOCK = timedelta(hours=72)


class IncidentRole(StrEnum):
    """As what the instance is concerned."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"


def due_at(role: str, noticed_at: datetime) -> datetime | None:
    """Until when the authority must be told; a processor tells its customers at once."""
    return noticed_at + CLOCK if role == IncidentRole.CONTROLLER else None


def hours_left(due: datetime, *, at: datetime) -> int:
    """Whole hours that are left, fewer than none once it is too late."""
    return int((due - at) // timedelta(hours=1))


def subjects_of(kinds: Iterable[str], entries: Iterable[Entry]) -> frozenset[Subject]:
    """Of whom data of these kinds are, by the data map."""
    wanted = {Kind[name] for name in kinds if name in Kind.__members__}
    return frozenset(
        subject
        for entry in entries
        for ground in entry.personal
        if ground.kind in wanted
        for subject in ground.subjects
    )
