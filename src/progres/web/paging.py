"""Long lists, page by page, without counting them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest

from progres.web.numbers import number_in

Row = TypeVar("Row")
MOST_PAGES = 10_000


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the numbers of the pages beside it."""

    rows: Sequence[Row]
    number: int
    next_number: int | None

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None


def page_number(request: HttpRequest) -> int:
    """Return which page is asked for, the first one if that is no number."""
    number = number_in(request.GET.get("page", "")) or 1
    return min(number, MOST_PAGES)


def page_of(rows: Sequence[Row], number: int, size: int) -> Page[Row]:
    """Make a page of up to `size` + 1 rows, the last of which says that more follow."""
    return Page(rows[:size], number, number + 1 if len(rows) > size else None)
