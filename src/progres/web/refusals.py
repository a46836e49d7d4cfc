"""What the platform refuses or notes, in the reader's language."""

import math
from typing import TYPE_CHECKING

from django.utils.formats import localize
from django.utils.translation import gettext

from progres.kit.refusal import Fact, Said, said_again

if TYPE_CHECKING:
    from progres.connections.models import Message


def in_words(said: Said) -> str:
    """Say a refusal, or another text of the domains, in the reader's language."""
    words = gettext(said.sentence)
    if not said.facts:
        return words
    return words % {name: _fact(fact) for name, fact in said.facts.items()}


def note_in_words(message: "Message") -> str:
    """Say what was noted of a message; what a network server said stays as it is."""
    if message.facts is None:
        return message.note
    return in_words(said_again(message.note, message.facts))


def _fact(fact: Fact) -> object:
    match fact:
        case Said():
            return in_words(fact)
        case float() if math.isfinite(fact):
            return localize(int(fact) if fact.is_integer() else fact)
        case _:
            return fact
