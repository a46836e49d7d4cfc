"""Musterstadt, a town that does not exist: metres around its market, and the map.

x goes east and y north. The place on earth is of no meaning.
"""

from itertools import pairwise
from math import cos, radians

CENTRE = (51.0, 10.0)  # latitude, longitude of the market
RADIUS_M = 2400.0
_M_PER_DEGREE = 111_320.0

River = tuple[tuple[float, float], ...]
RIVER: River = (
    (-3200, -760), (-2500, -640), (-1900, -700), (-1350, -560), (-850, -330),
    (-420, -250), (0, -330), (450, -520), (900, -560), (1400, -420),
    (1900, -180), (2500, -140), (3200, -300),
)  # fmt: skip


def place(x: float, y: float) -> tuple[float, float]:
    """Return latitude and longitude of a point of the town plan, to 10 cm."""
    latitude = CENTRE[0] + y / _M_PER_DEGREE
    longitude = CENTRE[1] + x / (_M_PER_DEGREE * cos(radians(CENTRE[0])))
    return round(latitude, 6), round(longitude, 6)


def river_y(x: float) -> float:
    """Where the middle of the river is at x."""
    for (left, low), (right, high) in pairwise(RIVER):
        if left <= x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return RIVER[0][1] if x < RIVER[0][0] else RIVER[-1][1]
