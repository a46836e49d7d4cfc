"""What the front door hands over becomes alarms: in order, each value once."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, connection, transaction

from progres.alarms.models import Alarm
from progres.alarms.standings import Standings, load_standings
from progres.alarms.telling import Occurrence, announce, tell_of
from progres.database.scope import Scope, scoped
from progres.notifications.notices import Raising
from progres.readings.restrictions import restricted
from progres.tenants.models import Tenant

logger = logging.getLogger(__name__)

BATCH = 500  # rows in one transaction


class FeedRow(NamedTuple):
    """Values of one reading; `values` is JSON, a number by key."""

    id: int
    device_id: int
    ts: datetime
    values: str


def process_feed(*, at: datetime) -> int:
    """Let at most BATCH waiting readings raise and end alarms; say how many were taken.

    All of a batch is one transaction: alarms, mails, and the rows that are done with.
    A row that cannot be processed is logged and dropped, its neighbours are not. Only
    one process works at a time; to a second one nothing seems to wait. Must run outside
    a transaction.
    """
    scope = _instances_with_feed()
    if not scope.tenant_ids:
        return 0
    try:
        return _process(scope, BATCH, at)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy, no row is to blame
    except Exception:
        logger.exception("A batch of readings failed; they are taken one by one.")
    return sum(_process_or_drop(scope, at) for _ in range(BATCH))


def _process_or_drop(scope: Scope, at: datetime) -> int:
    try:
        return _process(scope, 1, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        with transaction.atomic(), scoped(scope):
            rows = _take(scope, 1)
            _drop(rows)
        # What was measured belongs into no log.
        logger.exception(
            "Dropped %s readings that alarms cannot be judged by.", len(rows)
        )
        return len(rows)


@transaction.atomic
def _process(scope: Scope, limit: int, at: datetime) -> int:
    with scoped(scope):
        rows = _take(scope, limit)
        if not rows:
            return 0
        standings = load_standings({row.device_id for row in rows}, scope)
        unused = restricted(
            scope, ((row.device_id, row.ts) for row in rows), use="evaluate"
        )
        occurrences = [
            occurrence
            for row in rows
            if (row.device_id, row.ts) not in unused
            for occurrence in standings.take(
                row.device_id, json.loads(row.values), row.ts
            )
        ]
        if occurrences:
            _store_alarms(occurrences, scope)
            tell_of(occurrences, scope=scope, at=at)
            announce(occurrence.alarm for occurrence in occurrences)
        standings.store_watches(scope)
        _drop(rows)
        _stop_watching(standings, scope)
        return len(rows)


def _store_alarms(occurrences: Sequence[Occurrence], scope: Scope) -> None:
    """Write new alarms, some of which may have ended again, and ends of older ones."""
    new = [o.alarm for o in occurrences if isinstance(o.event, Raising)]
    numbers = {id(alarm) for alarm in new}
    ended = [o.alarm for o in occurrences if id(o.alarm) not in numbers]
    Alarm.objects.of(scope).bulk_update(
        ended, ["cleared_at", "cleared_value", "cleared_reason"]
    )
    Alarm.objects.bulk_create(new)  # tenancy: of the devices' instances


def _instances_with_feed() -> Scope:
    """The instances of the next rows and all above them, whose rules may watch."""
    with connection.cursor() as cursor:
        cursor.execute("select tenants_with_alarm_feed()")
        own = Scope(frozenset(cursor.fetchone()[0]))
    if not own.tenant_ids:
        return own
    with transaction.atomic(), scoped(own):
        lineages = Tenant.objects.of(own).values_list("lineage", flat=True)
        return Scope(frozenset(above for lineage in lineages for above in lineage))


def _take(scope: Scope, limit: int) -> list[FeedRow]:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('alarm_feed'))")
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(
            "select id, device_id, ts, values from alarm_feed"
            " where tenant_id = any(%s) order by id limit %s",
            [[*scope.tenant_ids], limit],
        )
        return [FeedRow(*row) for row in cursor.fetchall()]


def _drop(rows: Sequence[FeedRow]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from alarm_feed where id = any(%s)", [[row.id for row in rows]]
        )


def _stop_watching(standings: Standings, scope: Scope) -> None:
    """Tell the front door that only values beyond a limit matter again.

    It holds a device's row of `latest` while it feeds, so that with the row in hand no
    reading can slip in unseen. Rows that it holds right now are left for the next time,
    which their next reading brings.
    """
    tenant_ids = [*scope.tenant_ids]
    with connection.cursor() as cursor:
        cursor.execute(
            "select device_id from latest"
            " where tenant_id = any(%s) and device_id = any(%s) and watched"
            " for update skip locked",
            [tenant_ids, standings.quiet_devices()],
        )
        locked = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "update latest set watched = false"
            " where tenant_id = any(%s) and device_id = any(%s) and not exists ("
            " select from alarm_feed f where f.tenant_id = latest.tenant_id"
            " and f.device_id = latest.device_id)",
            [tenant_ids, locked],
        )
