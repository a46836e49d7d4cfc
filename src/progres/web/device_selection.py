"""Which devices are chosen in the list: some of a page, or all that match."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from progres.accounts.membership import Membership
from progres.dashboards.queries import device_ids
from progres.devices.queries import search_devices
from progres.devices.selection import MOST_DEVICES
from progres.web.device_list import Question
from progres.web.numbers import number_in

ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Ids of devices in reach; `address` is the query that chooses them again."""

    ids: Sequence[int]
    is_all: bool
    address: str

    @property
    def is_too_large(self) -> bool:
        return len(self.ids) > MOST_DEVICES


def selection_of(data: QueryDict, *, by: Membership, at: datetime) -> Selection:
    """Read a selection from the query of an address; what is no number is left out."""
    question = Question.read(data)
    query = QueryDict(question.address()[1:], mutable=True)
    if ALL in data:
        query[ALL] = "1"
        ids = device_ids(by.scope, **question.filters, most=MOST_DEVICES + 1, at=at)
    else:
        numbers = (number_in(text) for text in data.getlist("id")[: MOST_DEVICES + 1])
        chosen = {number for number in numbers if number}
        query.setlist("id", [str(number) for number in sorted(chosen)])
        known = search_devices(by.scope).filter(id__in=chosen)
        ids = list(known.values_list("id", flat=True))
    return Selection(ids=ids, is_all=ALL in data, address=query.urlencode())
