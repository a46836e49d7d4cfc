"""The words in which every domain declares what it stores (PRV-1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Subject(StrEnum):
    """Whose data a personal field holds."""

    ACCOUNT_HOLDER = "people with an account"
    RECIPIENT = "people who are told of alarms"
    CONTACT = "people to contact at an organisation"
    RESIDENT = "people who live or work where a device measures"
    VISITOR = "people who open a page"


class Kind(StrEnum):
    """What kind of data a personal field is."""

    ACCOUNT = "names, addresses and roles of accounts"
    SIGN_IN = "data of sign-in, of sessions and of keys"
    CONTACT = "names, telephone numbers and e-mail addresses of contacts"
    ACTION = "who did what, and when"
    REQUEST = "requests with addresses of computers and browsers"
    CHOICE = "choices kept in the browser"
    PLACE = "buildings, rooms, devices, meters and their numbers"
    READING = "readings and meter readings"
    RADIO = "radio messages and how they were received"
    ALARM = "alarms and their values"
    MAIL = "mails"
    FILE = "files, plans and photos"
    FAULT = "messages about faults"
    COPY = "copies of all data but the access log"


class Basis(StrEnum):
    """The legal basis, by article of the GDPR."""

    CONSENT = "Art. 6(1)(a)"
    CONTRACT = "Art. 6(1)(b)"
    LEGAL_DUTY = "Art. 6(1)(c)"
    PUBLIC_TASK = "Art. 6(1)(e)"
    LEGITIMATE_INTEREST = "Art. 6(1)(f)"


class Controller(StrEnum):
    """Who decides on purposes by default; the contract may override."""

    OPERATOR = "operator"
    CUSTOMER = "customer"
    JOINT = "joint"


class Origin(StrEnum):
    """From where a field comes."""

    PERSON = "from the person"
    DEVICE = "from the device at the person's place"
    CUSTOMER = "from the customer"
    PLATFORM = "made by the platform"


class Receiver(StrEnum):
    """To whom a field is passed on, beyond the people of its own instance."""

    INSTANCES_ABOVE = "people of the instances above"
    MAIL_SERVER = "the configured mail server"
    PUBLIC = "everybody who reads the documents"
    AUDIT_SINK = "the configured receiver of the audit log"


class Store(StrEnum):
    """Where something is kept.

    The place is the name of a table, a path in the data directory (with * for any
    text), the name of a cookie, a key of the browser's storage, a log or a channel.
    """

    TABLE = "table"
    FILE = "file"
    COOKIE = "cookie"
    BROWSER = "browser storage"
    LOG = "log"
    QUEUE = "queue"
    MEMORY = "memory"
    BACKUP = "backup"


@dataclass(frozen=True, kw_only=True)
class Retention:
    """Kept until `event`, such as 'the device is deleted', and for `period` after it.

    `kinds` are those of `privacy.kinds` whose period it is: instances choose it, and
    `period` is the longest of their defaults.
    """

    event: str
    period: timedelta = timedelta(0)
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Personal:
    """What makes fields personal, and on what ground they are kept.

    `retention` is given where it differs from that of the entry. `without` says what
    happens when the person does not give the data (Art. 13(2)(e)).
    """

    kind: Kind | None = None
    subjects: tuple[Subject, ...]
    purpose: str
    basis: Basis
    controller: Controller
    receivers: tuple[Receiver, ...] = ()
    retention: Retention | None = None
    origins: tuple[Origin, ...] = ()
    without: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One place, why it exists, and all fields in it; those of a table are its columns.

    `plain` are the fields that say nothing about a person.
    """

    store: Store
    place: str
    purpose: str
    retention: Retention
    plain: tuple[str, ...] = ()
    personal: Mapping[Personal, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """All declared fields, in the order of their declaration."""
        return self.plain + tuple(
            name for names in self.personal.values() for name in names
        )
