"""Times as whole microseconds since 1970, for arithmetic without rounding."""

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Microseconds: TypeAlias = int

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(time: datetime) -> Microseconds:
    """Convert an aware time exactly."""
    return (time - EPOCH) // _MICROSECOND


def from_microseconds(microseconds: Microseconds) -> datetime:
    """Convert back to an aware time in UTC."""
    return EPOCH + timedelta(microseconds=microseconds)


def utc_now() -> datetime:
    """The clock, for the outermost layer only: everything below is told the time."""
    return datetime.now(UTC)
