"""What may be said of a request, and why it is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from progres.kit.languages import LANGUAGES
from progres.kit.refusal import Refusal, Said
from progres.kit.texts import text_problem
from progres.privacy.models import PersonRequest
from progres.privacy.rules import (
    NAMES_PURPOSES,
    OLDEST_RECEIPT,
    Channel,
    Kind,
    State,
    Use,
)

LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_TEXT = 5000
LONGEST_NOTE = 500
LONGEST_TERM = 200
MOST_TERMS = 20
TEXTS: Final = {
    "name": (Said("name"), LONGEST_NAME, False),
    "wish": (Said("wish"), LONGEST_TEXT, True),
    "correction": (Said("correction"), LONGEST_TEXT, True),
    "reason": (Said("reason"), LONGEST_TEXT, True),
    "weighing": (Said("weighing"), LONGEST_TEXT, True),
    "extension_reason": (Said("reason"), 2000, True),
    "identity_note": (Said("note"), LONGEST_NOTE, False),
    "done_note": (Said("note"), LONGEST_TEXT, True),
    "recipients_told": (Said("list of recipients"), 2000, True),
}


class BadPersonRequest(Refusal):
    """A request cannot be like this; the message says why."""


class WrongStep(Refusal):
    """The request is at another step; the message says at which."""


# What a request is told at each step that asks for another one.
_STEPS: Final = {
    State.RECEIVED: Said(
        "Whether it is the person is not known yet; check the identity first."
    ),
    State.IDENTIFIED: Said("This request is to be decided; its person is known."),
    State.GRANTED: Said("This request is decided; the platform carries it out."),
    State.DONE: Said("This request is done; nothing of it can be changed."),
    State.REFUSED: Said("This request was refused; the person can ask anew."),
    State.WITHDRAWN: Said("This request was withdrawn; the person can ask anew."),
    State.FAILED: Said("Carrying this request out failed; let it be tried again."),
}


class AlreadyAsked(Refusal):
    """The person has asked for the same, and it is not answered yet."""


@dataclass(frozen=True, kw_only=True)
class RequestFields:
    """What is entered of a request; `received_on` is a day where the instance is."""

    kind: str
    channel: str
    received_on: date
    language: str
    name: str = ""
    email: str = ""
    wish: str = ""
    correction: str = ""
    terms: Sequence[str] = ()
    purposes: Sequence[str] = ()


def must_be(request: PersonRequest, *states: State) -> None:
    """Raise WrongStep for a request that is in none of these states."""
    if request.state not in states:
        raise WrongStep.like(_STEPS[State(request.state)])


def checked_request(fields: RequestFields, *, today: date) -> dict[str, object]:
    """Return the columns of a request; raise BadPersonRequest for what cannot be."""
    for name, value, known in (
        ("kind", fields.kind, Kind),
        ("channel", fields.channel, Channel),
        ("language", fields.language, LANGUAGES),
    ):
        if value not in set(known):
            raise BadPersonRequest(
                "'%(value)s' is no %(name)s of a request; use one of %(known)s.",
                value=value,
                name=name,
                known=", ".join(known),
            )
    _check_receipt(fields.received_on, today)
    name, email = fields.name.strip(), fields.email.strip().lower()
    if not name and not email:
        raise BadPersonRequest("A request needs the name or the address of its person.")
    _check_email(email)
    return {
        "kind": fields.kind,
        "channel": fields.channel,
        "received_on": fields.received_on,
        "language": fields.language,
        "name": checked_text("name", name),
        "email": email,
        "wish": checked_text("wish", fields.wish),
        "correction": checked_text("correction", fields.correction),
        "terms": checked_terms(fields.terms),
        "purposes": checked_purposes(fields.kind, fields.purposes),
    }


def checked_text(name: str, text: str, *, needed: bool = False) -> str:
    """Return a text without spaces around it; raise BadPersonRequest."""
    word, most, lines = TEXTS[name]
    text = text.strip()
    if needed and not text:
        raise BadPersonRequest("The %(name)s is missing; write it down.", name=word)
    if problem := text_problem(word, text, most=most, lines=lines):
        raise BadPersonRequest.like(problem)
    return text


def checked_terms(terms: Sequence[str]) -> list[str]:
    """Return further words by which the person is found, each once."""
    kept = list(dict.fromkeys(term.strip() for term in terms if term.strip()))
    if len(kept) > MOST_TERMS:
        raise BadPersonRequest(
            "These are %(count)s further words; use at most %(most)s.",
            count=len(kept),
            most=MOST_TERMS,
        )
    for term in kept:
        if problem := text_problem(Said("word"), term, most=LONGEST_TERM):
            raise BadPersonRequest.like(problem)
    return kept


def checked_purposes(kind: str, purposes: Sequence[str]) -> list[str]:
    """Return what is to stop, in the order of `Use`; only some kinds stop something."""
    unknown = sorted(set(purposes) - set(Use))
    if unknown:
        raise BadPersonRequest(
            "'%(value)s' is no purpose; use some of %(known)s.",
            value=unknown[0],
            known=", ".join(Use),
        )
    if kind not in NAMES_PURPOSES:
        return []
    if not purposes:
        raise BadPersonRequest(
            "A restriction or an objection names at least one purpose that it stops."
        )
    return [use.value for use in Use if use in purposes]


def _check_receipt(day: date, today: date) -> None:
    if day > today:
        raise BadPersonRequest(
            "The day of receipt %(day)s is still to come; it can be today at the latest.",
            day=day.isoformat(),
        )
    if day < today - OLDEST_RECEIPT:
        raise BadPersonRequest(
            "The day of receipt %(day)s is more than a year ago; check it.",
            day=day.isoformat(),
        )


def _check_email(email: str) -> None:
    if not email:
        return
    try:
        if len(email) > LONGEST_EMAIL:
            raise ValidationError("too long")
        validate_email(email)
    except ValidationError:
        raise BadPersonRequest(
            "'%(email)s' is not an e-mail address, such as name@example.org.",
            email=email[:100],
        ) from None
