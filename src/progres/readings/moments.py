"""What stood at given moments: the last number that a device sent until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from progres.database.scope import Scope

# Of each device and key the newest number at or before each moment; which partitions
# are looked at follows from the moment.
_NUMBERS = """
select wanted.n, moment.n, found.number
from unnest(%s::int[], %s::int[], %s::text[], %s::timestamptz[]) with ordinality
    as wanted (tenant_id, device_id, key, since, n)
cross join unnest(%s::timestamptz[]) with ordinality as moment (at, n)
cross join lateral (
    select number from (
        select ts, seq, coalesce(
            nullif(vals[array_position(layout.keys, wanted.key)], 'NaN'),
            case jsonb_typeof(extra->wanted.key)
                when 'number' then (extra->wanted.key)::float8 end
        ) as number
        from reading join layout using (layout_id)
        where tenant_id = wanted.tenant_id and device_id = wanted.device_id
            and ts <= moment.at
            and ts >= greatest(wanted.since, moment.at - %s * interval '1 s')
    ) sent
    where number is not null order by ts desc, seq desc limit 1
) found
where wanted.tenant_id = any(%s)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """The numbers that a device sends under a key, from a moment on."""

    tenant_id: int
    device_id: int
    key: str
    since: datetime


def numbers_at(
    scope: Scope,
    wanted: Sequence[Wanted],
    moments: Sequence[datetime],
    *,
    within: timedelta,
) -> list[list[float | None]]:
    """For each of `wanted` the number that stood at each moment.

    None where the device sent none in the span `within` before the moment, or is not
    in scope. Moments must be aware. Readings that came too late for their day's
    partition are not looked at.
    """
    found: list[list[float | None]] = [[None] * len(moments) for _ in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            _NUMBERS,
            [
                [one.tenant_id for one in wanted],
                [one.device_id for one in wanted],
                [one.key for one in wanted],
                [one.since for one in wanted],
                list(moments),
                within.total_seconds(),
                list(scope.tenant_ids),
            ],
        )
        for row, moment, number in cursor:
            found[row - 1][moment - 1] = number
    return found
