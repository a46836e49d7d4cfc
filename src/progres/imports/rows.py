"""The rows of a file as its columns read them, and what is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from progres.imports.cells import BadCell, as_text
from progres.imports.columns import COLUMNS, Column
from progres.imports.rules import BadImport
from progres.imports.tables import Table
from progres.kit.refusal import Refusal, Said


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row, under which heading if it is one."""

    row: int
    column: str
    said: Said


@dataclass(frozen=True, slots=True)
class RowSaid:
    """What a row says, by the names of the columns; empty cells say nothing.

    `given` are those that are not empty, whether they can be read or not.
    """

    number: int
    said: dict[str, Any]
    given: frozenset[str]


@dataclass
class Rows:
    """A table read under a mapping; `problems` grow while it is gone through."""

    table: Table
    kind: str
    mapping: Mapping[str, str]
    defaults: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    _wrong: set[int] = field(default_factory=set)

    def __iter__(self) -> Iterator[RowSaid]:
        """Give all rows, without what cannot be read of them."""
        places = self._places()
        defaults = self._defaults()
        width = len(self.table.headings)
        for number, cells in self.table.rows:
            said, given = dict(defaults), set()
            for place, column in places:
                cell = cells[place] if place < len(cells) else None
                if cell is None or (isinstance(cell, str) and not cell.strip()):
                    continue
                given.add(column.name)
                try:
                    said[column.name] = column.read(cell)
                except Refusal as error:
                    self.wrong(number, column.name, error)
            if any(as_text(cell) for cell in cells[width:]):
                self.wrong(
                    number,
                    "",
                    BadCell(
                        "This row has more cells than there are headings; a text with "
                        "the separator in it needs quotation marks.",
                    ),
                )
            yield RowSaid(number, said, frozenset(given))

    def wrong(self, number: int, name: str, said: Said) -> None:
        """Note what is wrong with a row under a column, '' for the row as a whole."""
        label = str(COLUMNS[self.kind][name].label) if name else ""
        self.problems.append(Problem(number, self.mapping.get(name, label), said))
        self._wrong.add(number)

    def is_wrong(self, row: RowSaid) -> bool:
        """Say whether anything was found wrong with a row."""
        return row.number in self._wrong

    def lacks(self, row: RowSaid, *names: str) -> bool:
        """Note which of some columns a row leaves empty; say whether it does."""
        missing = [n for n in names if n not in row.said and n not in row.given]
        for name in missing:
            self.wrong(row.number, name, BadCell("This is empty, and is needed."))
        return bool(missing)

    def _places(self) -> list[tuple[int, Column]]:
        columns = COLUMNS[self.kind]
        where = {heading: place for place, heading in enumerate(self.table.headings)}
        places = [
            (where[heading], columns[name])
            for name, heading in self.mapping.items()
            if heading in where
        ]
        return sorted(places, key=lambda place: place[0])

    def _defaults(self) -> dict[str, object]:
        columns = COLUMNS[self.kind]
        return {name: columns[name].read(text) for name, text in self.defaults.items()}


def checked_mapping(
    kind: str, headings: list[str], mapping: Mapping[str, str]
) -> dict[str, str]:
    """Return a mapping without what is empty; raise BadImport."""
    known = COLUMNS[kind]
    chosen = {name: heading for name, heading in mapping.items() if heading}
    for name, heading in chosen.items():
        if name not in known:
            raise BadImport(
                "'%(name)s' is no column of this kind of file; use %(names)s.",
                name=name[:40],
                names=", ".join(known),
            )
        if heading not in headings:
            raise BadImport(
                "The file has no heading '%(heading)s'; it has %(headings)s.",
                heading=heading[:40],
                headings=", ".join(headings)[:500],
            )
    twice = next(
        (h for h in chosen.values() if list(chosen.values()).count(h) > 1), None
    )
    if twice:
        raise BadImport(
            "'%(heading)s' is chosen for two columns; choose it for one.", heading=twice
        )
    return chosen


def checked_defaults(kind: str, defaults: Mapping[str, str]) -> dict[str, str]:
    """Return what holds for empty cells, without what is empty; raise BadImport."""
    known = COLUMNS[kind]
    chosen = {name: text.strip() for name, text in defaults.items() if text.strip()}
    for name, text in chosen.items():
        if name not in known or known[name].is_secret or name == "dev_eui":
            raise BadImport(
                "For '%(name)s' nothing can hold in all rows.", name=name[:40]
            )
        try:
            known[name].read(text)
        except Refusal as error:
            raise BadImport.like(error) from None
    return chosen
