"""Restricting a person's data (Art. 18), and stopping what an objection names (Art. 21).

PostgreSQL hides what is restricted from all pages, exports and programs, whichever way
they ask (readings/migrations/0011, privacy/migrations/0003); alarms ask
`readings.restrictions`.
"""

from collections.abc import Sequence
from datetime import datetime

import psycopg
from django.db import connection, transaction
from psycopg import sql

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.database.scope import scoped
from progres.kit.refusal import Refusal
from progres.privacy.finding import conditions
from progres.privacy.links import LINKS
from progres.privacy.models import PersonRequest
from progres.privacy.persons import Person
from progres.privacy.rules import Use
from progres.readings.actions import CSV_HEADING, values_as_csv

_READINGS = """
insert into reading_restriction (tenant_id, device_id, since, until, uses, request_id, at)
select owner, %(device)s, %(since)s, %(until)s, %(uses)s, %(request_id)s, %(at)s
from (select unnest(tenant_id || former_tenant_ids) as owner from device
    where id = %(device)s) owners
"""
_ROWS = """
insert into restricted_row (tenant_id, place, row_id, uses, request_id, at)
select t.tenant_id, %(place)s, t.id, %(uses)s, %(request_id)s, %(at)s from {} t where {}
on conflict do nothing
"""
_SPANS = """
select r.tenant_id, r.device_id, r.since, r.until, d.name, d.dev_eui
from reading_restriction r join device d on d.id = r.device_id
where r.request_id = %s order by r.device_id, r.since
"""
LONGEST_REASON = 300
PLACES = ("account", "occupancy", "alarm_recipient")


def restrict(
    db: psycopg.Connection, person: Person, uses: Sequence[str], *, at: datetime
) -> dict[str, int]:
    """Stop these uses of a person's data, all if none is named; say of how many rows.

    Nothing is deleted; `lift` takes all of it back. Takes a connection of the role
    progres_eraser inside a transaction.
    """
    common = {
        "uses": [Use(one).value for one in uses] or [one.value for one in Use],
        "request_id": person.request_id,
        "at": at,
    }
    made = dict.fromkeys(("reading_restriction", *PLACES), 0)
    for span in person.devices:
        values = {"device": span.id, "since": span.since, "until": span.until}
        made["reading_restriction"] += db.execute(
            _READINGS, {**values, **common}
        ).rowcount
    for link in LINKS:
        if link.place in PLACES:
            for where, known in conditions(db, person, link):
                statement = sql.SQL(_ROWS).format(sql.Identifier(link.place), where)
                made[link.place] += db.execute(
                    statement, {**known, **common, "place": link.place}
                ).rowcount
    return {place: rows for place, rows in made.items() if rows}


class NoReason(Refusal):
    """What Art. 18 restricts is touched with a reason alone; the message says so."""


def is_restricted(request: PersonRequest) -> bool:
    """Say whether anything is restricted because of a request."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from reading_restriction where request_id = %(id)s)"
            " or exists (select from restricted_row where request_id = %(id)s)",
            {"id": request.id},
        )
        (found,) = cursor.fetchone()
    return bool(found)


@transaction.atomic
def lift(request: PersonRequest, *, reason: str, by: Membership, at: datetime) -> None:
    """Let all be used again that a request had restricted; the person is told before.

    Raises NoReason.
    """
    reason = _given(reason)
    with connection.cursor() as cursor:
        for table in ("reading_restriction", "restricted_row"):
            cursor.execute(
                f"delete from {table} where request_id = %s",  # noqa: S608 named above
                [request.id],
            )
    record_about(
        "person_request.lifted", request, by=by.actor, at=at, details={"reason": reason}
    )


@transaction.atomic
def use_restricted(
    request: PersonRequest, *, reason: str, by: Membership, at: datetime
) -> bytes:
    """Give out restricted readings for a reason of Art. 18(2), as lines of CSV.

    It is noted who had them and why. Raises NoReason.
    """
    reason = _given(reason)
    record_about(
        "person_request.used", request, by=by.actor, at=at, details={"reason": reason}
    )
    lines = [CSV_HEADING]
    with scoped(by.scope, use="claims"), connection.cursor() as cursor:
        cursor.execute(_SPANS, [request.id])
        for tenant_id, device_id, since, until, name, dev_eui in cursor.fetchall():
            lines += values_as_csv(
                connection.connection,
                [tenant_id],
                device_id,
                since=since,
                until=until,
                names=(name, dev_eui),
            )
    return b"".join(lines)


def _given(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise NoReason("Say why; the reason stands in the audit log.")
    return reason[:LONGEST_REASON]
