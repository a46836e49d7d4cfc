"""What the head of a PMTiles file says (specification, version 3)."""

from pathlib import Path

PMTILES = ".pmtiles"  # how such a file is called
MAGIC = b"PMTiles"
VERSION = 3
HEADER_BYTES = 127
_TYPE_AT = 99  # of the tiles: 1 vector, 2 to 5 pictures
_TYPES = frozenset({1, 2, 3, 4, 5})


class NotPmtiles(ValueError):
    """A file whose tiles no map of ours can show; the message says why."""


def check_pmtiles(path: Path) -> None:
    """Raise NotPmtiles, or OSError where the file cannot be read."""
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
    if not head.startswith(MAGIC) or len(head) < HEADER_BYTES:
        raise NotPmtiles("it does not begin as a PMTiles file does")
    if (version := head[len(MAGIC)]) != VERSION:
        raise NotPmtiles(f"it is PMTiles of version {version}, not of {VERSION}")
    if head[_TYPE_AT] not in _TYPES:
        raise NotPmtiles("it holds neither vector tiles nor pictures")
