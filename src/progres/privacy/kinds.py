"""Kinds of data that are kept for a time, and how long an instance keeps them.

Pure decisions. Every period is a whole number of days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_DAYS = 10957  # thirty years


class Kind(StrEnum):
    """What is kept for a time of its own."""

    METERS = "meter_readings"
    CLIMATE = "room_climate"
    READINGS = "other_readings"
    UPLINKS = "uplinks"
    DELIVERIES = "deliveries"
    UNASSIGNED = "unassigned_uplinks"
    ALARMS = "alarms"
    MAILS = "mails"
    INVITATIONS = "invitations"
    IMPORTS = "imports"
    DELETED_DEVICES = "deleted_devices"
    ACCESS_LOG = "access_log"
    ACCESS_STATISTICS = "access_statistics"
    AUDIT = "audit"
    AUDIT_ORIGINS = "audit_origins"
    TRACES = "traces"  # of what is over: expired keys, statistics of gateways and such


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Days of which an instance chooses, both ends included, and what it has if not."""

    least: int
    most: int
    default: int

    def cut(self, days: int) -> int:
        return min(max(days, self.least), self.most)


# Of readings, as devices have them: no reading has two.
OF_READINGS = (Kind.METERS, Kind.CLIMATE, Kind.READINGS)

# What instances choose, within these bounds where the operator sets no others.
BOUNDS: Mapping[Kind, Bounds] = {
    Kind.METERS: Bounds(least=30, most=MOST_DAYS, default=2922),  # eight years
    Kind.CLIMATE: Bounds(least=1, most=MOST_DAYS, default=365),
    Kind.READINGS: Bounds(least=1, most=MOST_DAYS, default=730),
    Kind.UPLINKS: Bounds(least=1, most=365, default=90),
    Kind.DELIVERIES: Bounds(least=1, most=90, default=7),
    Kind.UNASSIGNED: Bounds(least=1, most=365, default=90),
    Kind.ALARMS: Bounds(least=30, most=MOST_DAYS, default=730),
    Kind.MAILS: Bounds(least=1, most=365, default=30),
    Kind.INVITATIONS: Bounds(least=7, most=180, default=30),
    Kind.IMPORTS: Bounds(least=30, most=3653, default=730),
    Kind.DELETED_DEVICES: Bounds(least=1, most=90, default=7),
}
# What is the same everywhere: law and the audit log's one chain leave no choice.
EVERYWHERE: Mapping[Kind, int] = {
    Kind.ACCESS_LOG: 7,
    Kind.ACCESS_STATISTICS: 730,
    Kind.AUDIT: 730,
    Kind.AUDIT_ORIGINS: 90,
}


@dataclass(frozen=True, kw_only=True)
class Period:
    """How many days something is kept, and which instance says so; None if none does."""

    days: int
    said_by: int | None


def period_of(
    lineage: Sequence[int], said: Mapping[int, int], bounds: Bounds
) -> Period:
    """Say how long an instance keeps a kind of data.

    `lineage` are the ids from the operator's instance down to it, and `said` the days
    that instances chose: the nearest at or above it counts, cut to the bounds.
    """
    for tenant_id in reversed(lineage):
        if tenant_id in said:
            return Period(days=bounds.cut(said[tenant_id]), said_by=tenant_id)
    return Period(days=bounds.default, said_by=None)
