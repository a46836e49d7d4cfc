"""What people write into a field, checked before it is stored."""

from progres.kit.refusal import Refusal, Said
from progres.kit.words import is_one_line


def text_problem(
    word: Said, text: str, *, most: int, lines: bool = False, tags: bool = True
) -> Refusal | None:
    """Say what is wrong with a text; `lines` lets it have several, `tags` < and >."""
    if len(text) > most:
        return Refusal(
            "The %(name)s has %(size)s characters; it can have %(most)s.",
            name=word,
            size=len(text),
            most=most,
        )
    pieces = text.splitlines() if lines else [text]
    if not all(is_one_line(piece) for piece in pieces):
        return Refusal(
            "The %(name)s holds a character that cannot be seen; type it anew.",
            name=word,
        )
    if not tags and ("<" in text or ">" in text):
        return Refusal("The %(name)s cannot have the signs < and >.", name=word)
    return None
