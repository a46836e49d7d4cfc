"""Long lists, part by part: `?limit=&cursor=`."""

import base64
import binascii
import struct
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import Field

from progres.api.problems import BadCursor

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)


class Paging(Schema):
    """Which part of a list."""

    limit: int = Field(100, ge=1, le=1000, description="Items at most.")
    cursor: str = Field(
        "", description="`next_cursor` of the part before; empty for the first part."
    )


class Part(Schema, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    next_cursor: str | None = Field(
        description="Gives the next part; null: there is none."
    )


def part_of(
    rows: QuerySet[Row], paging: Paging, *, newest_first: bool = False
) -> dict[str, Any]:
    """Cut a part out of rows in the order of their ids.

    New rows neither shift nor repeat what was seen before. Raises BadCursor.
    """
    if paging.cursor:
        (last,) = read_cursor(paging.cursor, "q")
        rows = rows.filter(id__lt=last) if newest_first else rows.filter(id__gt=last)
    ordered = rows.order_by("-id" if newest_first else "id")
    items = list(ordered[: paging.limit + 1])
    more = len(items) > paging.limit
    items = items[: paging.limit]
    return {
        "items": items,
        "next_cursor": write_cursor("q", items[-1].pk) if more else None,
    }


def write_cursor(form: str, *numbers: int) -> str:
    """Write numbers so that nobody relies on them; `form` is one of `struct`."""
    return (
        base64.urlsafe_b64encode(struct.pack(f"<{form}", *numbers)).decode().rstrip("=")
    )


def read_cursor(cursor: str, form: str) -> tuple[int, ...]:
    """Read what `write_cursor` wrote in the same form; raise BadCursor."""
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return struct.unpack(f"<{form}", packed)
    except (binascii.Error, struct.error, ValueError):
        raise bad_cursor(cursor) from None


def bad_cursor(cursor: str) -> BadCursor:
    """Say what is wrong with a cursor that this list never gave."""
    return BadCursor(
        f"'{cursor[:40]}' is not a cursor of this list; use `next_cursor` as it was "
        "given, or leave it out for the first part."
    )
