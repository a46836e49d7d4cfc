"""What persons can ask for, by when it must be answered, and how it goes on."""

from calendar import monthrange
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """The rights of a person, by article of the GDPR."""

    ACCESS = "access"  # Art. 15
    RECTIFICATION = "rectification"  # Art. 16
    ERASURE = "erasure"  # Art. 17
    RESTRICTION = "restriction"  # Art. 18
    PORTABILITY = "portability"  # Art. 20
    OBJECTION = "objection"  # Art. 21


class State(StrEnum):
    """How far a request is."""

    RECEIVED = "received"  # whether it is the person is not known yet
    IDENTIFIED = "identified"  # to be decided
    GRANTED = "granted"  # the worker carries it out
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"  # carrying it out failed; it is tried again on demand


class Channel(StrEnum):
    """How a request came."""

    ACCOUNT = "account"  # by the person, signed in
    MAIL = "mail"
    LETTER = "letter"
    PHONE = "phone"
    IN_PERSON = "in-person"


class Identity(StrEnum):
    """How it was found out that it is the person; no copy of a document is kept."""

    SIGNED_IN = "signed-in"
    KNOWN_ADDRESS = "known-address"  # an answer from the address that is on file
    CONTRACT_FACTS = "contract-facts"  # the person knew what only it can know
    SHOWN_DOCUMENT = "shown-document"
    BY_THE_CUSTOMER = "by-the-customer"


class Use(StrEnum):
    """What data are used for; a restriction or an objection stops some of it."""

    SHOW = "show"
    EXPORT = "export"
    EVALUATE = "evaluate"
    MAIL = "mail"


OPEN = frozenset({State.RECEIVED, State.IDENTIFIED, State.GRANTED, State.FAILED})
MONTHS_TO_ANSWER = 1
MONTHS_OF_EXTENSION = 2


def due_day(received: date, *, extended: bool = False) -> date:
    """The last day to answer: a month after receipt, three if it was extended.

    Art. 12(3) GDPR with Regulation 1182/71: the month ends on the day of the same
    number, or on the last day of a month that has none.
    """
    months = MONTHS_TO_ANSWER + (MONTHS_OF_EXTENSION if extended else 0)
    years, month = divmod(received.month - 1 + months, 12)
    year, month = received.year + years, month + 1
    return date(year, month, min(received.day, monthrange(year, month)[1]))
