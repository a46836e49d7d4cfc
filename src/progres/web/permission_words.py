"""What people read for single rights, as those of a key."""

from collections.abc import Iterable

from progres.web.words import RIGHTS, Words

RIGHT_WORDS: Words = {
    right: words for some in RIGHTS.values() for right, words in some.items()
}


def in_words(permissions: Iterable[str]) -> str:
    """Name rights one after the other; one of another release by its slug."""
    return "; ".join(str(RIGHT_WORDS.get(right, right)) for right in permissions)
