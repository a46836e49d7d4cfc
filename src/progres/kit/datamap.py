"""The words in which every domain declares what it stores (PRV-1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Subject(StrEnum):
    """Whose data a personal field holds."""

    ACCOUNT_HOLDER = "account_holder"
    RECIPIENT = "recipient"
    RESIDENT = "resident"
    VISITOR = "visitor"


class Basis(StrEnum):
    """The legal basis, by article of the GDPR."""

    CONTRACT = "6(1)(b)"
    LEGAL_DUTY = "6(1)(c)"
    LEGITIMATE_INTEREST = "6(1)(f)"
    CONSENT = "6(1)(a)"


class Controller(StrEnum):
    """Who decides on purposes by default; the contract may override."""

    OPERATOR = "operator"
    CUSTOMER = "customer"
    JOINT = "joint"


class Store(StrEnum):
    """Where a field is kept."""

    TABLE = "table"
    FILE = "file"
    COOKIE = "cookie"
    BROWSER = "browser storage"
    LOG = "log"
    QUEUE = "queue"


@dataclass(frozen=True, kw_only=True)
class Personal:
    """What makes a field personal, and on what ground it is kept."""

    subject: Subject
    purpose: str
    basis: Basis
    controller: Controller
    recipients: tuple[str, ...] = ()
    retention: timedelta | str = "as long as the thing it belongs to"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One place and the fields in it; `fields` of a table are all its columns.

    A field mapped to None is not personal.
    """

    store: Store
    place: str
    purpose: str
    fields: dict[str, Personal | None] = field(default_factory=dict)


def not_personal(*names: str) -> dict[str, Personal | None]:
    """Declare fields that say nothing about a person."""
    return dict.fromkeys(names)


def personal(names: Iterable[str], ground: Personal) -> dict[str, Personal | None]:
    """Declare fields that share one ground."""
    return dict.fromkeys(names, ground)
