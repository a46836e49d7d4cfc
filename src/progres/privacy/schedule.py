"""When kinds of data are deleted, for the jobs that do it and the pages that foretell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from progres.privacy.kinds import Kind


@dataclass(frozen=True)
class Slot:
    """A minute of each hour, or of one hour each day in UTC."""

    minute: int
    hour: int | None = None

    @property
    def cron(self) -> str:
        return f"{self.minute} {'*' if self.hour is None else self.hour} * * *"

    def after(self, moment: datetime) -> datetime:
        """The next time of the slot."""
        found = moment.astimezone(UTC).replace(
            minute=self.minute, second=0, microsecond=0
        )
        step = timedelta(hours=1) if self.hour is None else timedelta(days=1)
        if self.hour is not None:
            found = found.replace(hour=self.hour)
        return found if found > moment else found + step


COUNTING = Slot(2, 0)
DELIVERIES = Slot(10, 0)
UPLINKS = Slot(15, 0)
READINGS = Slot(20, 0)
AUDIT = Slot(30, 0)
DEVICES = Slot(35, 0)
STATISTICS = Slot(40, 0)
ROWS = Slot(50)
ACCESS_LOG = Slot(0)  # and every ten minutes, in case that failed

SLOTS: Mapping[Kind, Slot] = {
    Kind.METERS: READINGS,
    Kind.CLIMATE: READINGS,
    Kind.READINGS: READINGS,
    Kind.UPLINKS: UPLINKS,
    Kind.DELIVERIES: DELIVERIES,
    Kind.UNASSIGNED: ROWS,
    Kind.ALARMS: ROWS,
    Kind.MAILS: ROWS,
    Kind.INVITATIONS: ROWS,
    Kind.IMPORTS: ROWS,
    Kind.DELETED_DEVICES: DEVICES,
    Kind.ACCESS_LOG: ACCESS_LOG,
    Kind.ACCESS_STATISTICS: STATISTICS,
    Kind.AUDIT: AUDIT,
    Kind.AUDIT_ORIGINS: AUDIT,
    Kind.TRACES: ROWS,
}
