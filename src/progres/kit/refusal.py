"""What people are told, kept so that it can be told in their language."""

from collections.abc import Mapping
from typing import Self, TypeAlias, Union

LONGEST_FACT = 200  # characters of a fact that is stored

Fact: TypeAlias = Union[str, int, float, "Said"]


class Said:
    """An English text with places such as %(name)s, and the facts that fill them.

    As a string it is English. Without facts the text is taken as it is. A fact may be
    said itself, for words that other languages have other words for. Texts are written
    where they are said: `make check` finds them there and asks for their German.
    """

    def __init__(self, sentence: str, **facts: Fact) -> None:
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence % self.facts if self.facts else self.sentence

    @classmethod
    def like(cls, other: "Said", **more: Fact) -> Self:
        """Say the same as another, with more facts if need be."""
        return cls(other.sentence, **{**other.facts, **more})


class Refusal(Said, ValueError):
    """What a person can mend; a full sentence that says what would be right."""


def facts_to_store(said: Said) -> dict[str, object]:
    """Return facts as JSON can hold them, long ones cut; what is said becomes a pair."""
    return {name: _to_store(fact) for name, fact in said.facts.items()}


def said_again(sentence: str, stored: Mapping[str, object]) -> Said:
    """Put a sentence together with the facts that `facts_to_store` returned."""
    return Said(sentence, **{name: _from_store(fact) for name, fact in stored.items()})


def _to_store(fact: Fact) -> object:
    match fact:
        case Said():
            return [fact.sentence, facts_to_store(fact)]
        case str():
            return fact[:LONGEST_FACT].replace("\x00", "\ufffd")
        case _:
            return fact


def _from_store(fact: object) -> Fact:
    match fact:
        case [str(sentence), dict(facts)]:
            return said_again(sentence, facts)
        case str() | int() | float():
            return fact
        case _:
            return str(fact)
