"""Which bytes of a file a Range header asks for (RFC 9110, section 14)."""

import re

_RANGE = re.compile(r"bytes=([0-9]{0,30})-([0-9]{0,30})")


class NoRange(ValueError):
    """A header that does not ask for one range of bytes."""


def bytes_asked(header: str, size: int) -> range:
    """Return the places of the bytes asked for, of a file of `size` bytes.

    Empty if the file has none of them. Raises NoRange for what is not one range.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[0].endswith("=-"):
        raise NoRange
    first, last = found.groups()
    if not first:  # the last so many
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        raise NoRange
    return range(int(first), min(int(last) + 1, size) if last else size)
