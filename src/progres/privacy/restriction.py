"""Restricting a person's data (Art. 18), and stopping what an objection names (Art. 21)."""

from collections.abc import Sequence
from datetime import datetime

import psycopg

from progres.privacy.persons import Person
from progres.privacy.rules import Use

_READINGS = """
insert into reading_restriction (tenant_id, device_id, since, until, uses, request_id, at)
select owner, %(device)s, %(since)s, %(until)s, %(uses)s, %(request)s, %(at)s
from (select unnest(tenant_id || former_tenant_ids) as owner from device
    where id = %(device)s) owners
"""


def restrict(
    db: psycopg.Connection, person: Person, uses: Sequence[str], *, at: datetime
) -> dict[str, int]:
    """Stop these uses of a person's readings and mails; return rows made, by table.

    Nothing is deleted. `lift` of the same request takes all of it back. Takes a
    connection of the role progres_eraser inside a transaction.
    """
    stopped = [Use(one).value for one in uses] or [one.value for one in Use]
    made = {"reading_restriction": 0}
    for span in person.devices:
        made["reading_restriction"] += db.execute(
            _READINGS,
            {
                "device": span.id,
                "since": span.since,
                "until": span.until,
                "uses": stopped,
                "request": person.request_id,
                "at": at,
            },
        ).rowcount
    return made
