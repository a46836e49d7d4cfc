"""A PMTiles file of one vector tile: the whole world is water with one place in it.

Written by the specifications of PMTiles (version 3) and Mapbox Vector Tiles (2.1), with
the layers that maps made of OpenStreetMap have in the schema of Protomaps.
"""

import json
import struct
from collections.abc import Iterator
from pathlib import Path

ATTRIBUTION = "© Kartenamt Musterstadt"
EXTENT = 4096
POINT, POLYGON = 1, 3


def write_tiles(path: Path, *, kind: int = 1, version: int = 3) -> Path:
    """Write the file; `kind` 1 are vector tiles."""
    tile = _layer("water", POLYGON, _square()) + _layer(
        "places", POINT, [9, 4096, 4096]
    )
    facts = {
        "attribution": ATTRIBUTION,
        "vector_layers": [{"id": "water"}, {"id": "places"}],
    }
    metadata = json.dumps(facts).encode()
    directory = b"".join(map(_varint, (1, 0, 1, len(tile), 1)))
    begins = 127
    parts = []
    for content in (directory, metadata, b"", tile):
        parts += [begins, len(content)]
        begins += len(content)
    head = struct.pack(
        "<7sB8Q3Q6B4iB2i",
        *(b"PMTiles", version, *parts),
        *(1, 1, 1),  # tiles addressed, entries, contents
        *(1, 1, 1, kind, 0, 0),  # clustered, nothing compressed, zoom 0 to 0
        *(-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000),
        *(0, 0, 0),
    )
    path.write_bytes(head + directory + metadata + tile)
    return path


def _square() -> list[int]:
    """The commands that draw the whole tile: MoveTo, three LineTo, ClosePath."""
    side = 2 * EXTENT  # as zigzag
    return [9, 0, 0, 26, side, 0, 0, side, side - 1, 0, 15]


def _layer(name: str, kind: int, geometry: list[int]) -> bytes:
    tags = b"".join(map(_varint, (0, 0, 1, 1)))
    drawn = b"".join(map(_varint, geometry))
    feature = _bytes(2, tags) + _number(3, kind) + _bytes(4, drawn)
    values = ("locality", "Musterstadt")
    return _bytes(
        3,
        _number(15, 2)
        + _bytes(1, name.encode())
        + _bytes(2, feature)
        + b"".join(_bytes(3, key.encode()) for key in ("kind", "name"))
        + b"".join(_bytes(4, _bytes(1, value.encode())) for value in values)
        + _number(5, EXTENT),
    )


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    return bytes(_septets(value))


def _septets(value: int) -> Iterator[int]:
    while value > 0x7F:
        yield value & 0x7F | 0x80
        value >>= 7
    yield value
