"""By what is told whose something is that an answer shows."""

import re
from collections.abc import Mapping

from tests.isolation.rights import home_of
from tests.isolation.tree import Home, reach_of_home

_NUMBER = re.compile(r"(?<![0-9a-z])[0-9]+(?![0-9a-z])")


def foreign_marks(
    person: str, homes: Mapping[str, Home], reach: frozenset[str] | None = None
) -> dict[str, str]:
    """Whatever must be in no answer to a person, each with the instance it is of.

    `reach` are the instances of which the answer may tell; if left out those of the
    person's home and below. Staff of the operator knows names and ids of all.
    """
    home = home_of(person)
    if reach is None:
        reach = reach_of_home(home)
    marks = {}
    for name, other in homes.items():
        if name in reach:
            continue
        marks.update(dict.fromkeys(other.marks, name))
        if home != "operator":
            marks[other.name_word] = name
        # What is shared with an instance shows to staff that looks into it, too.
        if person != "staff" and (
            person == "nobody" or home not in reach_of_home(name)
        ):
            marks.update(dict.fromkeys(other.shared_marks, name))
            if home != "operator":
                marks[str(other.tenant.id)] = name
    return marks


def foreign_in(text: str, marks: Mapping[str, str], *, asked: str = "") -> list[str]:
    """The instances of which an answer tells and must not; `asked` may be repeated.

    Numbers count as ids where no other digit or letter is beside them.
    """
    folded = text.casefold()
    numbers = set(_NUMBER.findall(folded))
    return sorted(
        {
            name
            for mark, name in marks.items()
            if (mark in numbers if mark.isdecimal() else mark in folded)
            and mark not in asked
        }
    )
