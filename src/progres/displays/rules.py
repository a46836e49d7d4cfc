"""What a wall screen can show, and what its address may be."""

from enum import StrEnum

LONGEST_NAME = 100
LONGEST_DAYS = 365


class Shown(StrEnum):
    """The one page that a wall screen shows."""

    OVERVIEW = "overview"
    ALARMS = "alarms"
    DEVICE = "device"
