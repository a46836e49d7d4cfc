"""What a person is told of the own data: every place, why, how long, and the rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql

from progres.kit.datamap import Basis, Entry, Personal, Retention
from progres.privacy.audit_rows import entries_about
from progres.privacy.finding import ENTRIES, columns_of, rows_of
from progres.privacy.persons import Person
from progres.privacy.rules import Kind
from progres.readings.actions import TABLES as READINGS

# What a person provided, or what was observed of it, under a contract or with consent:
# Art. 20(1).
PORTABLE = frozenset({Basis.CONSENT, Basis.CONTRACT})
HIDDEN = "•••"
# Rows are shown, but never these fields: whoever saw them could sign in as the person.
SECRETS = frozenset(
    {
        ("account", "password"),
        ("django_session", "session_key"),
        ("django_session", "session_data"),
        ("account_session", "session_id"),
        ("account_emailconfirmation", "key"),
        ("mfa_authenticator", "data"),
        ("provider_subject", "subject_hash"),
        ("alarm_recipient", "token_hash"),
        ("audit_entry", "who_salt"),
        ("audit_entry", "origin_salt"),
        ("audit_entry", "what_salt"),
        ("occupancy", "sort_key"),
        ("device", "sort_key"),
        ("measuring_point", "sort_key"),
        ("asset", "sort_key"),
    }
)

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_WHO = frozenset(("actor_id", "actor", "ip", "browser", "browser_version", "system"))
# What says of a row what and when it is, without being personal itself.
_FRAME = (
    "id",
    "kind",
    "state",
    "name",
    "action",
    "at",
    "created_at",
    "day",
    "received_at",
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A place with what is found there of a person; of readings see `readings.actions`."""

    entry: Entry
    grounds: Sequence[tuple[Personal, Sequence[str], Retention]]
    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]


def sections(
    db: psycopg.Connection, person: Person, *, kind: Kind
) -> Iterator[Section]:
    """Every place in which something of a person is found, but for its readings.

    For portability only what stands on consent or a contract.
    """
    for place, entry in ENTRIES.items():
        if place in READINGS or not entry.personal:
            continue
        grounds = [
            (ground, names, ground.retention or entry.retention)
            for ground, names in entry.personal.items()
            if kind is not Kind.PORTABILITY or ground.basis in PORTABLE
        ]
        if not grounds:
            continue
        columns = _told(db, entry, grounds)
        rows = [
            tuple(
                HIDDEN if (place, column) in SECRETS else value
                for column, value in zip(columns, row, strict=True)
            )
            for row in rows_of(db, person, place, columns)
        ]
        if place == "audit_entry" and kind is Kind.ACCESS:
            rows = list(_audited(db, person, columns))
        if rows:
            yield Section(entry=entry, grounds=grounds, columns=columns, rows=rows)


def _told(
    db: psycopg.Connection,
    entry: Entry,
    grounds: Sequence[tuple[Personal, Sequence[str], Retention]],
) -> list[str]:
    """The columns of a table that a person is told, in the order of the table."""
    personal = {name for _, names, _ in grounds for name in names}
    wanted = personal | {name for name in _FRAME if name in entry.plain}
    return [name for name in columns_of(db, entry.place) if name in wanted]


def _audited(
    db: psycopg.Connection, person: Person, columns: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """What the person did, and what was done to it; not who of others did that."""
    groups = entries_about(db, person)
    own = groups.get("who", set())
    found = sorted(own | groups.get("what", set()))
    statement = sql.SQL("select id, {} from audit_entry where id = any(%s) order by id")
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    for number, *row in db.execute(statement.format(names), [found]):
        yield tuple(
            None
            if (number not in own and column in _WHO)
            else HIDDEN
            if ("audit_entry", column) in SECRETS
            else value
            for column, value in zip(columns, row, strict=True)
        )


@dataclass(frozen=True, kw_only=True)
class PassedOn:
    """Data of a person that left the platform: when, how, and what it was about."""

    at: datetime
    how: str  # a mail's kind, or an action of the audit log
    what: str
    receiver: str


_MAILS = """
select sent_at, kind, subject, recipient from mail
where sent_at is not null and tenant_id = any(%(tenant_ids)s)
    and lower(recipient) = any(%(emails)s)
"""
_EXPORTS = """
select at, action, target, coalesce(details ->> 'key', '') from audit_entry
where tenant_id = any(%(tenant_ids)s) and at >= %(since)s
    and (action like '%%.exported' or details ? 'key')
    and (target_type in ('list', 'tenant')
        or target_type = 'device' and target_id = any(%(device_ids)s)
        or target_type = 'measuring_point' and target_id = any(%(point_ids)s)
        or target_type = 'user' and target_id = %(user_id)s::text)
order by at
"""


def passed_on(db: psycopg.Connection, person: Person) -> list[PassedOn]:
    """To whom data were passed: mails, exports, and programs that read by the API.

    Of exported lists it is known that they were exported, not who stood in them.
    """
    begins = [span.since for span in (*person.points, *person.devices)]
    values = {
        **person.values(),
        "since": min(begins, default=BEGINNING),
        "device_ids": [str(span.id) for span in person.devices],
        "point_ids": [str(span.id) for span in person.points],
    }
    rows = [*db.execute(_MAILS, values), *db.execute(_EXPORTS, values)]
    return [
        PassedOn(at=at, how=how, what=what, receiver=receiver)
        for at, how, what, receiver in rows
    ]
