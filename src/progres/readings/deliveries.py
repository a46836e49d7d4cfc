"""The messages that delivered an uplink, as they came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from progres.database.scope import Scope
from progres.readings.values import UplinkRow

COPIES_WITHIN = timedelta(hours=1)  # copies come within minutes (docs/decisions/0005)
MOST_SHOWN = 100

_DELIVERIES = """
select received_at, body from delivery
where tenant_id = any(%s) and device_id = %s and frame_key = %s
    and received_at >= %s and received_at < %s
order by received_at limit %s
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One message of a network server, byte for byte."""

    received_at: datetime
    body: bytes


def deliveries_of(scope: Scope, uplink: UplinkRow) -> list[Delivery]:
    """Find what delivered an uplink and its copies, the first first.

    Empty where the uplink's payload is hidden, and once the time of the messages is over, which is long before the uplink's own.
    """
    if uplink.is_hidden:
        return []
    received_at, frame_key = uplink.place
    with connection.cursor() as cursor:
        cursor.execute(
            _DELIVERIES,
            [
                list(scope.tenant_ids),
                uplink.device_id,
                frame_key,
                received_at,
                received_at + COPIES_WITHIN,
                MOST_SHOWN,
            ],
        )
        return [
            Delivery(received_at=row[0], body=bytes(row[1]))
            for row in cursor.fetchall()
        ]
