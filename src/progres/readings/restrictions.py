"""Readings that are kept and not used, because a person asked so (Art. 18 GDPR).

Pages and exports need not ask: PostgreSQL hides what is restricted from them.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from progres.database.scope import Scope

_SPANS = """
select device_id, since, until from reading_restriction
where tenant_id = any(%s) and device_id = any(%s) and %s = any(uses)
"""


def restricted(
    scope: Scope, moments: Iterable[tuple[int, datetime]], *, use: str
) -> set[tuple[int, datetime]]:
    """Which of these devices' moments must not be used for "evaluate" or "mail"."""
    asked = set(moments)
    with connection.cursor() as cursor:
        cursor.execute(
            _SPANS, [[*scope.tenant_ids], [device for device, _ in asked], use]
        )
        spans = cursor.fetchall()
    return {
        (device, at)
        for device, at in asked
        if any(device == one and since <= at < until for one, since, until in spans)
    }
