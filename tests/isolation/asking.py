"""Asking everything that the table tells of, and comparing the answers with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.isolation.marks import foreign_in, foreign_marks
from tests.isolation.matrix import (
    ADMITTED,
    PERSONS,
    RELATIONS,
    endpoint_address,
    expected_of_endpoint,
    expected_of_page,
    page_address,
    reach_by_key,
    reach_on_page,
    rows_of_endpoints,
    rows_of_pages,
)
from tests.isolation.served import Answer, Asker
from tests.isolation.table import Kind, Row
from tests.isolation.tree import Home

NO = {401, 403, 404, 405}


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One person asks one page or endpoint about one instance."""

    what: str
    row: Row
    method: str
    person: str
    home: Home
    expected: str
    reach: frozenset[str]
    address: Callable[[str, Row, Home], str]

    def done(self, askers: Mapping[str, Asker]) -> Answer:
        body = self.row.body(self.home) if self.row.body else None
        if self.address is page_address:
            return askers[self.person].ask(self.method, self.place, form=body)
        return askers[self.person].ask(self.method, self.place, json=body)

    @property
    def place(self) -> str:
        return self.address(self.what, self.row, self.home)


def askings_of_pages(method: str, homes: Mapping[str, Home]) -> Iterator[Asking]:
    """Every page × person × relation; of what no page takes one relation is enough."""
    for name, row in rows_of_pages(*Kind):
        is_taken = expected_of_page("operator", method, row, "own") != "405"
        for person in PERSONS:
            for home in RELATIONS if is_taken else ("own",):
                yield Asking(
                    what=name,
                    row=row,
                    method=method,
                    person=person,
                    home=homes[home],
                    expected=expected_of_page(person, method, row, home),
                    reach=reach_on_page(person, row, home),
                    address=page_address,
                )


def askings_of_endpoints(
    homes: Mapping[str, Home], *, reading: bool
) -> Iterator[Asking]:
    """Every endpoint that reads, or that changes something, × person × relation."""
    for name, row in rows_of_endpoints(Kind.SHOWN if reading else Kind.SENT):
        for person in PERSONS:
            for home in RELATIONS:
                yield Asking(
                    what=name,
                    row=row,
                    method=name.partition(" ")[0],
                    person=person,
                    home=homes[home],
                    expected=expected_of_endpoint(person, name, row, home),
                    reach=reach_by_key(person, row),
                    address=endpoint_address,
                )


def askings(on: str, homes: Mapping[str, Home], *, reading: bool) -> Iterator[Asking]:
    """Everything that is read or that is sent, `on` "pages" or "endpoints"."""
    if on == "pages":
        return askings_of_pages("GET" if reading else "POST", homes)
    return askings_of_endpoints(homes, reading=reading)


def refused(asked: Iterable[Asking]) -> Iterator[Asking]:
    return (asking for asking in asked if asking.expected != ADMITTED)


def allowed(asked: Iterable[Asking]) -> Iterator[Asking]:
    return (asking for asking in asked if asking.expected == ADMITTED)


def differences(
    asked: Iterable[Asking],
    askers: Mapping[str, Asker],
    homes: Mapping[str, Home],
    *,
    then: Callable[..., None] | None = None,
) -> str:
    """Ask all; return a table of the answers that are not as expected, '' if all are.

    `then` plants anew what was used up.
    """
    failures = ""
    lines: dict[tuple[str, str], list[str]] = {}
    for asking in asked:
        answer = asking.done(askers)
        if then and asking.row.ends and answer.status < 400:
            then(asking.home, *asking.row.ends)
        marks = foreign_marks(asking.person, homes, asking.reach)
        if wrong := _wrong(asking, answer, marks):
            line = lines.setdefault((asking.what, asking.person), [])
            line.append(f"{asking.home.name} {wrong}")
            if answer.status >= 500:
                failures = askers[asking.person].log()
    return (
        "".join(
            f"\n{what:40} {person:16} {'; '.join(cells)}"
            for (what, person), cells in lines.items()
        )
        + failures
    )


def _wrong(asking: Asking, answer: Answer, marks: Mapping[str, str]) -> str:
    if foreign := foreign_in(answer.text, marks, asked=asking.place):
        return f"shows something of {', '.join(foreign)}"
    is_admitted = answer.status not in NO and answer.status < 500
    is_right = (
        is_admitted
        if asking.expected == ADMITTED
        else str(answer.status) == asking.expected
    )
    return "" if is_right else f"{answer.status} instead of {asking.expected}"
