"""What the platform refuses or notes, in the reader's language."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.translation import gettext

from progres.kit.refusal import Fact, Refusal, Said, said_again

if TYPE_CHECKING:
    from progres.connections.models import Message

T = TypeVar("T")
ByKind: TypeAlias = Mapping[type[Refusal], T]
NOTHING: ByKind[Any] = {}


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


def done(
    form: forms.Form,
    act: Callable[[], T],
    *,
    beside: ByKind[str] = NOTHING,
    words: ByKind[Said] = NOTHING,
) -> T | None:
    """Act if the form is valid and return what was made; the form says why not.

    What is refused stands `beside` the field of its kind, or else above all, in the
    page's `words` for its kind, or else in its own.
    """
    try:
        return act() if form.is_valid() else None
    except Refusal as error:
        form.add_error(_of(error, beside), in_words(_of(error, words) or error))
        return None


def told(
    request: HttpRequest,
    act: Callable[[], object],
    said: str,
    *,
    words: ByKind[Said] = NOTHING,
) -> bool:
    """Act, and let the next page tell what was `said`, or why it was refused."""
    try:
        act()
    except Refusal as error:
        messages.error(request, in_words(_of(error, words) or error))
        return False
    messages.success(request, said)
    return True


def _of(error: Refusal, table: ByKind[T]) -> T | None:
    return next((v for kind, v in table.items() if isinstance(error, kind)), None)


def _fact(fact: Fact) -> object:
    match fact:
        case Said():
            return in_words(fact)
        case float() if math.isfinite(fact):
            return localize(int(fact) if fact.is_integer() else fact)
        case _:
            return fact
