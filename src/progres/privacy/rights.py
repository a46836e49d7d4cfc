"""Which rights a person has on which data: computed from the legal bases declared."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from progres.kit.datamap import Basis, Entry, Personal, Subject
from progres.privacy.datamap import DATA_MAP
from progres.privacy.rules import Kind

# Where a right is had on data of some bases alone; the others are had on all.
_BASES: Final = {
    # Art. 17(3)(b): not what a law or a public task demands to keep.
    Kind.ERASURE: frozenset(Basis) - {Basis.LEGAL_DUTY, Basis.PUBLIC_TASK},
    Kind.PORTABILITY: frozenset({Basis.CONSENT, Basis.CONTRACT}),  # Art. 20(1)(a)
    Kind.OBJECTION: frozenset(  # Art. 21(1)
        {Basis.PUBLIC_TASK, Basis.LEGITIMATE_INTEREST}
    ),
}


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Fields of a place on which somebody has a right, and on what ground they are kept."""

    place: str
    ground: Personal
    fields: tuple[str, ...]


def concerned(
    kind: Kind, whose: Collection[Subject] = (), entries: Iterable[Entry] = DATA_MAP
) -> list[Concerned]:
    """Everything a right can be had on, of these kinds of people or of all."""
    bases = _BASES.get(kind, frozenset(Basis))
    return [
        Concerned(place=entry.place, ground=ground, fields=fields)
        for entry in entries
        for ground, fields in entry.personal.items()
        if ground.basis in bases and (not whose or set(whose) & set(ground.subjects))
    ]


def has_right(
    kind: Kind, whose: Collection[Subject] = (), entries: Iterable[Entry] = DATA_MAP
) -> bool:
    """Say whether there is anything on which these people have a right."""
    return bool(concerned(kind, whose, entries))
