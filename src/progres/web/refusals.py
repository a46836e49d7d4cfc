"""What the platform refuses, in the reader's language."""

import math

from django.utils.formats import localize
from django.utils.translation import gettext

from progres.kit.refusal import Fact, Said


def in_words(said: Said) -> str:
    """Say a refusal, or another text of the domains, in the reader's language."""
    words = gettext(said.sentence)
    if not said.facts:
        return words
    return words % {name: _fact(fact) for name, fact in said.facts.items()}


def _fact(fact: Fact) -> object:
    match fact:
        case Said():
            return in_words(fact)
        case float() if math.isfinite(fact):
            return localize(int(fact) if fact.is_integer() else fact)
        case _:
            return fact
