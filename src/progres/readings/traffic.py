"""How much comes in through connections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from progres.database.scope import Scope

MOST_COUNTED = 10_000  # uplinks of a connection
DAY = timedelta(days=1)

# Each connection's newest uplink, and its uplinks since a time, but not for ever.
_HEARD = """
select c.id,
    (select max(received_at) from (
        select received_at from uplink
        where tenant_id = any(%(tenants)s) and connection_id = c.id
        order by received_at desc limit 1) newest),
    (select count(*) from (
        select from uplink
        where tenant_id = any(%(tenants)s) and connection_id = c.id
            and received_at > %(since)s
        limit %(most)s) counted)
from unnest(%(connections)s::int[]) as c (id)
"""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """When a connection's newest uplink came, and how many in a day.

    Counting ends at `MOST_COUNTED` + 1.
    """

    last_at: datetime | None
    in_a_day: int


def heard_through(
    scope: Scope, connection_ids: Iterable[int], *, at: datetime
) -> dict[int, Heard]:
    """Say for each connection what was stored of it until `at`."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HEARD,
            {
                "tenants": list(scope.tenant_ids),
                "connections": list(connection_ids),
                "since": at - DAY,
                "most": MOST_COUNTED + 1,
            },
        )
        return {
            row[0]: Heard(last_at=row[1], in_a_day=row[2]) for row in cursor.fetchall()
        }
