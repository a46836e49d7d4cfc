"""Finding things by the beginnings of words, under row-level security.

Its operators for patterns use no index there; comparisons do.
"""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from progres.kit.words import search_words, typed_words

LONGEST_WORD = 120
_AFTER_Z = "{"  # follows z in the collation of the words


def indexed_words(*texts: str) -> frozenset[str]:
    """Cut texts into words as a table of words keeps them."""
    return frozenset(word[:LONGEST_WORD] for word in search_words(*texts))


def has_words(text: str, words: QuerySet[Any], owner: str, *, by: str = "id") -> Q:
    """Match things of which every word of `text` begins a word that is kept.

    `words` are the rows in scope of a table of words, `owner` names its column with the
    thing's id, and `by` the column of what is matched. Numbers are found with and
    without separators.
    """
    found = Q()
    for ways in typed_words(text):
        begun = ([_begun(words, beginning) for beginning in way] for way in ways)
        found &= reduce(
            or_,
            (
                reduce(and_, (Q((f"{by}__in", some.values(owner))) for some in way))
                for way in begun
            ),
        )
    return found


def _begun(words: QuerySet[Any], beginning: str) -> QuerySet[Any]:
    cut = beginning[:LONGEST_WORD]
    return words.filter(word__gte=cut, word__lt=cut + _AFTER_Z)
