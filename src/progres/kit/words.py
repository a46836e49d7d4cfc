"""Sorting and searching of German and other European names, without ICU."""

import re
import unicodedata

_WORD = re.compile(r"[0-9a-z]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe"}
)
_NUMBER = re.compile(r"\d+")
_DIGITS = 9
MOST_TYPED = 12  # words; each more costs time, and seldom tells anything apart


# Line breaks, control signs, halves of letters; and signs of format, that is without a
# width or turning the direction of what follows: one name could look like another.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Joiners, without which Persian and some emojis are written wrongly.
_JOINERS = frozenset("\u200c\u200d")
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"  # what a text holds that was not UTF-8


def is_one_line(text: str) -> bool:
    """Say whether all of a text is seen, in one line and in the order of reading."""
    return not any(
        letter == _UNREADABLE
        or (unicodedata.category(letter) in _UNSEEN and letter not in _JOINERS)
        for letter in text
    )


def plain(text: str) -> str:
    """Lower-case without accents: umlauts sort and match as their base letters.

    This is DIN 5007-1 (ä as a, ß as ss), the order of a German dictionary.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def sort_key(text: str) -> str:
    """Make a key that sorts names as people expect: 'Raum 9' before 'Raum 10'."""
    return _NUMBER.sub(lambda match: match.group().zfill(_DIGITS), plain(text))


def search_words(*texts: str) -> frozenset[str]:
    """Cut texts into the words that a search finds by their beginnings.

    A DevEUI or meter number with separators is found with and without them.
    """
    words: set[str] = set()
    for text in texts:
        for part in plain(text).split():
            words.update(_WORD.findall(part))
            words.add("".join(_WORD.findall(part)))
    return frozenset(word for word in words if word)


def typed_words(text: str) -> list[list[frozenset[str]]]:
    """Say for each typed word in which ways it may be indexed.

    One way is enough; all words of that way must begin an indexed word. '24-E1' is
    found as '24e1' (an identifier with separators) or as '24' and 'e1'. Of many words
    the first ones count, each once.
    """
    typed: list[list[frozenset[str]]] = []
    for part in dict.fromkeys(plain(text).split()):
        pieces = _WORD.findall(part)
        ways = [frozenset({"".join(pieces)}), frozenset(pieces)]
        if pieces and len(typed) < MOST_TYPED:
            typed.append(ways[:1] if len(pieces) == 1 else ways)
    return typed
