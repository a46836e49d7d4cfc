"""A time as people and machines in the city live by it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
FIRST_DAY = 739252  # 1 January 2025 as an ordinal: where counters begin
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Moment:
    """`epoch` in s since 1970; `day` is the local date's ordinal, `hour` 0 to 24."""

    epoch: float
    day: int
    hour: float

    @property
    def weekday(self) -> int:
        """0 is Monday."""
        return (self.day + 6) % 7

    @property
    def days(self) -> float:
        """Days since counters began."""
        return self.day - FIRST_DAY + self.hour / 24


def moment(at: datetime) -> Moment:
    """Look at an aware time as the city does."""
    epoch = at.timestamp()
    hours = int(epoch // HOUR_S)
    day, hour = _local(hours)
    return Moment(epoch, day, hour + (epoch - hours * HOUR_S) / HOUR_S)


@lru_cache(maxsize=512)
def _local(hours: int) -> tuple[int, int]:
    local = datetime.fromtimestamp(hours * HOUR_S, UTC).astimezone(ZONE)
    return local.toordinal(), local.hour


def is_school_day(at: Moment) -> bool:
    """Monday to Friday; the city's children know no holidays."""
    return at.weekday < 5
