"""What an asset can be."""

from enum import StrEnum


class AssetKind(StrEnum):
    """From the large to the small; any can stand in any other."""

    SITE = "site"
    BUILDING = "building"
    STAIRCASE = "staircase"
    FLOOR = "floor"
    UNIT = "unit"
    ROOM = "room"
    PLACE = "place"
