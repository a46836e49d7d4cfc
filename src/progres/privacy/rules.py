"""What persons can ask for, by when it must be answered, and how it goes on."""

from calendar import monthrange
from datetime import date, timedelta
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


class Decision(StrEnum):
    """What became of a request; a part of it is granted with a reason for the rest."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class HandedBy(StrEnum):
    """How the person came to the answer; never by an open mail."""

    ACCOUNT = "account"  # taken from the own page
    IN_PERSON = "in-person"
    LETTER = "letter"
    SEALED_MAIL = "sealed-mail"  # encrypted, the password by another way


class Use(StrEnum):
    """What data are used for; a restriction or an objection stops some of it."""

    SHOW = "show"
    EXPORT = "export"
    EVALUATE = "evaluate"
    MAIL = "mail"


OPEN = frozenset({State.RECEIVED, State.IDENTIFIED, State.GRANTED, State.FAILED})
# Until here its subject can be changed, and the person can think better of it.
UNDECIDED = frozenset({State.RECEIVED, State.IDENTIFIED})
ANSWERED_BY_PACKAGE = frozenset({Kind.ACCESS, Kind.PORTABILITY})
# What cannot be taken back, or hides data: granted only by who saw what it does.
TYPED = frozenset({Kind.ERASURE, Kind.RESTRICTION})
NAMES_PURPOSES = frozenset({Kind.RESTRICTION, Kind.OBJECTION})
OLDEST_RECEIPT = timedelta(days=365)
REMIND_DAYS = (14, 7, 3, 1)  # before the due day
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


def reminder_of(days_left: int) -> int | None:
    """Which reminder is owed: the least of REMIND_DAYS that was reached, 0 once overdue.

    None while there is time.
    """
    if days_left < 0:
        return 0
    return next((day for day in reversed(REMIND_DAYS) if days_left <= day), None)
