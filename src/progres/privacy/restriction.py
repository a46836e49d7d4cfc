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
from progres.privacy.finding import conditions
from progres.privacy.links import LINKS
from progres.privacy.models import PersonRequest
from progres.privacy.persons import Person
from progres.privacy.rules import Use

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


@transaction.atomic
def lift(request: PersonRequest, *, reason: str, by: Membership, at: datetime) -> None:
    """Let all be used again that a request had restricted; the person is told before."""
    with connection.cursor() as cursor:
        for table in ("reading_restriction", "restricted_row"):
            cursor.execute(
                f"delete from {table} where request_id = %s",  # noqa: S608 named above
                [request.id],
            )
    record_about(
        "person_request.lifted", request, by=by.actor, at=at, details={"reason": reason}
    )
