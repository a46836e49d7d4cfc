"""The list of devices: what is asked for in the address, and how it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from progres.accounts.membership import Membership
from progres.dashboards.queries import device_page
from progres.dashboards.statements import ORDERS
from progres.devices.descriptions import LONGEST_TAG
from progres.devices.queries import search_device_types
from progres.devices.rules import DeviceState
from progres.devices.words import known_tags
from progres.tenants.queries import search_tenants
from progres.web.numbers import number_in
from progres.web.words import STATES

PAGE_SIZE = 50
LAST_PAGE = 10_000
NAMES = ("q", "state", "type", "instance", "tag", "order", "page")


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A filter in force; `without` is the address of the list without it."""

    label: str
    without: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """A head that sorts; `order` is what a click asks for, `sorted` the order now."""

    name: str
    label: str
    order: str
    sorted: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the address asks for; what cannot be understood is left out."""

    q: str = ""
    state: str = ""
    type: str = ""
    instance: str = ""
    tag: str = ""
    order: str = "name"
    page: int = 1

    @classmethod
    def read(cls, data: QueryDict) -> "Question":
        order = data.get("order", "")
        return cls(
            q=data.get("q", "").strip()[:200],
            state=data.get("state", "")
            if data.get("state") in set(DeviceState)
            else "",
            type=_number(data.get("type", "")),
            instance=_number(data.get("instance", "")),
            tag=data.get("tag", "").strip()[:LONGEST_TAG],
            order=order if order in ORDERS else "name",
            page=min(number_in(data.get("page", "")) or 1, LAST_PAGE),
        )

    @property
    def filters(self) -> dict[str, Any]:
        """What is asked for, as the queries of the list take it."""
        return {
            "text": self.q,
            "device_type_id": int(self.type) if self.type else None,
            "tenant_id": int(self.instance) if self.instance else None,
            "tag": self.tag,
            "state": DeviceState(self.state) if self.state else None,
            "order": self.order,
        }

    def address(self, **changes: object) -> str:
        """Return the query of this question with changes, on the first page."""
        wanted = {**vars(self), "page": 1, **changes}
        query = QueryDict(mutable=True)
        for name in NAMES:
            if wanted[name] not in {"", "name" if name == "order" else 1}:
                query[name] = str(wanted[name])
        return f"?{query.urlencode()}"


def filtered_list(
    data: QueryDict, *, by: Membership, at: datetime
) -> dict[str, object]:
    """Return what the list's templates take, for the query of an address."""
    question = Question.read(data)
    found = device_page(
        by.scope,
        **question.filters,
        page=question.page,
        page_size=PAGE_SIZE,
        at=at,
    )
    instances = {str(i.id): i.name for i in search_tenants(by.scope)}
    types = {str(t.id): str(t) for t in search_device_types(by.scope)}
    first = (question.page - 1) * PAGE_SIZE
    return {
        "question": question,
        "address": question.address(page=question.page),
        "rows": found.rows,
        "total": found.total,
        "first": first + 1,
        "last": first + len(found.rows),
        "first_page": question.address(),
        "everything": f"{question.address()}&all=1",
        "before": question.address(page=question.page - 1) if first else "",
        "after": question.address(page=question.page + 1)
        if first + len(found.rows) < found.total
        else "",
        "columns": list(_columns(question, has_instances=len(instances) > 1)),
        "chips": list(_chips(question, types, instances)),
        "states": STATES.items(),
        "types": types.items(),
        "tags": known_tags(by.scope),
        "places": instances.items() if len(instances) > 1 else (),
    }


def _columns(question: Question, *, has_instances: bool) -> Iterator[Column]:
    labels = {
        "state": _("State"),
        "name": _("Name"),
        "values": _("Values"),
        "type": _("Type"),
        "tenant": _("Instance"),
        "last_seen": _("Last heard"),
    }
    if not has_instances:
        del labels["tenant"]
    for name, label in labels.items():
        now = question.order
        is_up, is_down = now == name, now == f"-{name}"
        yield Column(
            name=name,
            label=label,
            order=question.address(order=f"-{name}" if is_up else name)
            if name in ORDERS
            else "",
            sorted="ascending" if is_up else "descending" if is_down else "",
        )


def _chips(
    question: Question, types: dict[str, str], instances: dict[str, str]
) -> Iterator[Chip]:
    if question.q:
        label = _("“%(text)s”") % {"text": question.q}
        yield Chip(label=label, without=question.address(q=""))
    if question.state:
        yield Chip(
            label=str(STATES[question.state]), without=question.address(state="")
        )
    if question.type:
        label = types.get(question.type, _("Unknown type"))
        yield Chip(label=label, without=question.address(type=""))
    if question.instance:
        label = instances.get(question.instance, _("Unknown instance"))
        yield Chip(label=label, without=question.address(instance=""))
    if question.tag:
        label = _("Tag: %(tag)s") % {"tag": question.tag}
        yield Chip(label=label, without=question.address(tag=""))


def _number(text: str) -> str:
    """Return the number that a text says as an address has it, "" if it says none."""
    number = number_in(text)
    return "" if number is None else str(number)
