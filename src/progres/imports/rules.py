"""What an import is, how far it has come, and which heading means which column."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from progres.kit.refusal import Refusal
from progres.kit.words import plain

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_ATTEMPTS = 3  # after each a worker died; then it is given up
UNDONE_WITHIN = timedelta(days=7)
FILE_KEPT = timedelta(days=7)  # of what was never run
KEPT = timedelta(days=730)  # who imported what, and from which file

_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NO_LETTER = re.compile(r"[^a-z0-9]+")


class BadImport(Refusal):
    """An import cannot be like this; the message says what would be right."""


class UnreadableFile(BadImport):
    """A file is no table that can be read."""


class NotNow(BadImport):
    """What is asked cannot be done with an import in its present state."""


class Kind(StrEnum):
    """What the rows of a file are."""

    DEVICES = "devices"
    POINTS = "measuring_points"


class Existing(StrEnum):
    """What happens with rows about something that is there already."""

    SKIP = "skip"
    UPDATE = "update"


class State(StrEnum):
    """How far an import has come; the worker does what PENDING names."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


PENDING = frozenset({State.CHECKING, State.RUNNING, State.UNDOING})
# The columns can be chosen (again).
OPEN = frozenset({State.UPLOADED, State.CHECKED, State.FAILED})


def heading_word(heading: str) -> str:
    """Return what of a heading tells it from others: 'Dev-EUI (hex)' is 'deveui'."""
    return _NO_LETTER.sub("", plain(_BRACKETS.sub("", heading)))


def guessed(
    headings: Sequence[str], known: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """Guess which heading stands over which column; `known` are words by column.

    The earlier a word stands among those of its column, the better it fits; no heading
    stands for two columns.
    """
    by_word: dict[str, str] = {}
    for heading in headings:
        by_word.setdefault(heading_word(heading), heading)
    mapping: dict[str, str] = {}
    for name, words in known.items():
        for word in words:
            heading = by_word.get(word, "")
            if heading and heading not in mapping.values():
                mapping[name] = heading
                break
    return mapping
