"""The plan of the town: river, parks, streets and houses, drawn by rule and chance."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from math import atan2, cos, hypot, pi, sin
from pathlib import Path

from progres.ops.demo.geography import RIVER, place, river_y
from progres.ops.demo.nature.noise import uniform
from progres.ops.demo.places import HEATED, HOUSES, ROOMS

Point = tuple[float, float]
Ring = list[Point]

OLD_TOWN_M = 430.0  # radius of the ring road
EDGE_M = 1850.0
BLOCK_M = (118.0, 84.0)  # a block of houses with its street
HOUSE_FROM_ROAD_M = 24.0
RIVER_HALF_M = 42.0
QUARTERS = (0.36, 0.1, -0.17, -0.1, 0.32, -0.05, -0.28, 0.2)  # turns of the grids

PARKS: tuple[tuple[float, float, float, float], ...] = (
    # x, y and the two half axes
    (-380, 300, 175, 120), (-620, -165, 230, 62), (1150, 620, 130, 110),
    (-1500, 260, 190, 150), (680, -1250, 260, 140), (-300, 1400, 220, 130),
    (1650, -800, 230, 170),
)  # fmt: skip
LAKES: tuple[tuple[float, float, float, float], ...] = (
    (-400, 285, 52, 26), (700, -1265, 110, 52), (1660, -820, 90, 60),
)  # fmt: skip
MAIN_ROADS: tuple[Ring, ...] = (
    [(0, 0), (430, 210), (900, 420), (1500, 640), (2600, 1000)],
    [(0, 0), (-30, 440), (-150, 860), (-220, 1500), (-300, 2500)],
    [(0, 0), (-430, 130), (-960, 300), (-1500, 520), (-2700, 760)],
    [(0, 0), (20, -335), (60, -760), (250, -1300), (500, -2300)],
    [(20, -430), (-400, -640), (-900, -860), (-1600, -1150), (-2600, -1500)],
    [(20, -430), (480, -700), (1000, -900), (1700, -1050), (2700, -1200)],
    [(430, 210), (420, 640), (560, 1020), (900, 1500), (1300, 2300)],
)
BRIDGES_X = (-850.0, 20.0, 900.0)


def write_map(path: Path) -> None:
    """Write the plan as GeoJSON, as <device-map base> reads it."""
    plan = {"type": "FeatureCollection", "features": list(features())}
    path.write_text(json.dumps(plan, separators=(",", ":")))


def features() -> Iterator[dict[str, object]]:
    """What lies lowest comes first."""
    for x, y, a, b in PARKS:
        yield _area("park", _blob(x, y, a, b))
    for x, y, a, b in LAKES:
        yield _area("water", _blob(x, y, a, b))
    yield _area("water", _river())
    for block in _blocks():
        yield _line("street", 1.0, [*block.street, block.street[0]])
        for house in block.houses:
            yield _area("building", house)
    for road in MAIN_ROADS:
        yield _line("street", 2.4, _rounded(road))
    yield _line("street", 2.4, _circle(OLD_TOWN_M))
    yield _line("street", 1.6, _circle(EDGE_M * 0.82))
    for x in BRIDGES_X:
        y = river_y(x)
        yield _line("street", 2.0, [(x, y - 110), (x, y + 110)])
    for x, y, size in _landmarks():
        yield _area("building", _rectangle(x, y, size * 1.5, size, 0.3))


@dataclass(frozen=True)
class Block:
    """Houses around a yard, and the street around them."""

    street: Ring
    houses: list[Ring]


def _blocks() -> Iterator[Block]:
    """Each quarter between two main roads has a grid of its own, along its road."""
    width, depth = BLOCK_M
    roads = [_rounded(road, 1) for road in MAIN_ROADS]
    roads.append(_circle(OLD_TOWN_M))
    kept_clear = [(x, y, size + 26) for x, y, size in _landmarks()]
    for row, column in product(range(-27, 28), range(-20, 21)):
        for quarter, turn in enumerate(QUARTERS):
            x, y = _turned(column * width, row * depth, turn)
            seed = (row + 50) * 10_000 + (column + 50) * 10 + quarter
            if (
                _quarter_of(x, y) == quarter
                and _is_free(x, y, seed)
                and _away(x, y, roads) > depth * 0.5
            ):
                yield _block(x, y, turn, seed, roads, kept_clear)


def _block(
    x: float,
    y: float,
    turn: float,
    seed: int,
    roads: list[Ring],
    kept_clear: list[tuple[float, float, float]],
) -> Block:
    houses = [
        house
        for house in _houses(x, y, turn, seed)
        if _away(*_middle(house), roads) > HOUSE_FROM_ROAD_M
        and all(
            hypot(_middle(house)[0] - px, _middle(house)[1] - py) > size
            for px, py, size in kept_clear
        )
    ]
    return Block(_rectangle(x, y, *BLOCK_M, turn), houses)


def _quarter_of(x: float, y: float) -> int:
    """Number of the quarter that a point lies in, by its direction from the market."""
    return int((atan2(y, x) + 2 * pi) / (2 * pi) * len(QUARTERS)) % len(QUARTERS)


def _turned(x: float, y: float, turn: float) -> Point:
    return x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)


def _middle(ring: Ring) -> Point:
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


def _away(x: float, y: float, roads: Iterable[Ring]) -> float:
    """Distance to the next road in m."""
    return min(
        _distance(x, y, begin, end) for road in roads for begin, end in pairwise(road)
    )


def _distance(x: float, y: float, begin: Point, end: Point) -> float:
    """Distance of a point to a piece of a line."""
    (left, low), (right, high) = begin, end
    length = (right - left) ** 2 + (high - low) ** 2
    along = ((x - left) * (right - left) + (y - low) * (high - low)) / (length or 1)
    along = max(0.0, min(1.0, along))
    return hypot(x - left - along * (right - left), y - low - along * (high - low))


def _is_free(x: float, y: float, seed: int) -> bool:
    away = hypot(x, y)
    if away > EDGE_M or uniform(seed, 1) < (away / EDGE_M) ** 3 * 0.8:
        return False
    if abs(y - river_y(x)) < RIVER_HALF_M + 70:
        return False
    return all(
        ((x - park_x) / (a + 60)) ** 2 + ((y - park_y) / (b + 46)) ** 2 > 1
        for park_x, park_y, a, b in PARKS
    )


def _houses(x: float, y: float, turn: float, seed: int) -> Iterator[Ring]:
    """Long houses near the market, single ones outside; not one like the other."""
    dense = hypot(x, y) < 750
    count = 3 if dense else 4
    width, depth = BLOCK_M
    for side, number in product((-1, 1), range(count)):
        chance = uniform(seed, 10 + number + 5 * side)
        if chance < 0.14:
            continue
        along = (number - (count - 1) / 2) * (width - 26) / count
        size = (width - 30) / count * (0.94 if dense else 0.5 + 0.35 * chance)
        deep = depth * (0.2 + 0.12 * chance if dense else 0.15 + 0.06 * chance)
        across = side * (depth / 2 - 9 - deep / 2 - (0 if dense else 5 * chance))
        move_x, move_y = _turned(along, across, turn)
        yield _rectangle(x + move_x, y + move_y, size, deep, turn)


def _landmarks() -> Iterator[tuple[float, float, float]]:
    for site in ROOMS:
        yield site.x, site.y, 34.0
    for house in (*HOUSES, *HEATED):
        yield house.x, house.y, 15.0


def _river() -> Ring:
    banks = []
    for side in (1, -1):
        bank = [
            (x, y + side * (RIVER_HALF_M + 9 * sin(x / 260)))
            for x, y in _rounded(RIVER)
        ]
        banks.append(bank if side == 1 else bank[::-1])
    return [*banks[0], *banks[1]]


def _rounded(points: Iterable[Point], times: int = 3) -> Ring:
    """Cut the corners of a line, several times (Chaikin)."""
    line = list(points)
    for _ in range(times):
        cut = [line[0]]
        for (x, y), (far_x, far_y) in pairwise(line):
            cut.append((0.75 * x + 0.25 * far_x, 0.75 * y + 0.25 * far_y))
            cut.append((0.25 * x + 0.75 * far_x, 0.25 * y + 0.75 * far_y))
        line = [*cut, line[-1]]
    return line


def _blob(x: float, y: float, a: float, b: float) -> Ring:
    """An ellipse with a shape of its own."""
    seed = int(abs(x) * 7 + abs(y))
    swell = [1 + 0.2 * (uniform(seed, step) - 0.5) for step in range(12)]
    corners = [
        (x + a * part * cos(step * pi / 6), y + b * part * sin(step * pi / 6))
        for step, part in enumerate(swell)
    ]
    return _rounded([*corners, *corners[:3]])[6:-6]


def _circle(radius: float) -> Ring:
    steps = 72
    return [
        (
            radius * cos(2 * pi * step / steps) * (1 + 0.04 * sin(step / 7)),
            radius * sin(2 * pi * step / steps) * 0.92,
        )
        for step in (*range(steps), 0)
    ]


def _rectangle(x: float, y: float, width: float, depth: float, turn: float) -> Ring:
    return [
        (
            x + along * cos(turn) - across * sin(turn),
            y + along * sin(turn) + across * cos(turn),
        )
        for along, across in (
            (-width / 2, -depth / 2), (width / 2, -depth / 2),
            (width / 2, depth / 2), (-width / 2, depth / 2),
        )
    ]  # fmt: skip


def _area(kind: str, ring: Ring) -> dict[str, object]:
    closed = [_on_earth(point) for point in [*ring, ring[0]]]
    return _feature(kind, {}, {"type": "Polygon", "coordinates": [closed]})


def _line(kind: str, width: float, points: Iterable[Point]) -> dict[str, object]:
    coordinates = [_on_earth(point) for point in points]
    return _feature(
        kind, {"width": width}, {"type": "LineString", "coordinates": coordinates}
    )


def _feature(
    kind: str, more: dict[str, object], geometry: dict[str, object]
) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **more},
        "geometry": geometry,
    }


def _on_earth(point: Point) -> list[float]:
    latitude, longitude = place(*point)
    return [longitude, latitude]
