"""What of an instance will be deleted when, and how much; numbers are estimates.

What devices sent is known from the counts of each night, everything else is counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from psycopg import sql

from progres.database.scope import Scope
from progres.privacy.kinds import BOUNDS, OF_READINGS, Kind, Period
from progres.privacy.models import StoredDay
from progres.privacy.periods import Periods
from progres.privacy.policies import periods_in, shortened
from progres.privacy.rows import OF_INSTANCES, Kept
from progres.privacy.schedule import SLOTS
from progres.readings.expiry import Place
from progres.tenants.models import Tenant

AHEAD = (7, 30, 365)  # days
DELETED_DEVICES = Kept(kind=Kind.DELETED_DEVICES, table="device", column="deleted_at")
_COUNTED = (*OF_INSTANCES, DELETED_DEVICES)


@dataclass(kw_only=True)
class Forecast:
    """What will go of a kind: rows and bytes within the next AHEAD days, by days."""

    kind: Kind
    period: Period
    next_run: datetime
    oldest: date | None = None
    stored: int = 0
    rows: Counter[int] = field(default_factory=Counter)
    bytes: Counter[int] = field(default_factory=Counter)

    def add(self, day: date, rows: int, size: int, goes_on: date, today: date) -> None:
        """Note rows of a day, and when they go."""
        self.oldest = min(self.oldest or day, day)
        self.stored += rows
        for ahead in AHEAD:
            if goes_on <= today + timedelta(days=ahead):
                self.rows[ahead] += rows
                self.bytes[ahead] += size

    @property
    def by_days(self) -> list[tuple[int, int, int]]:
        """Days ahead, and the rows and bytes that go until then."""
        return [(ahead, self.rows[ahead], self.bytes[ahead]) for ahead in AHEAD]


def forecast(scope: Scope, tenant: Tenant, *, at: datetime) -> list[Forecast]:
    """Say for every kind that instances choose what will go of an instance in scope."""
    periods = periods_in(scope)
    found = {
        kind: Forecast(
            kind=kind,
            period=periods.period(kind, tenant.id),
            next_run=SLOTS[kind].after(at),
        )
        for kind in BOUNDS
    }
    _add_days(found, scope, tenant, periods, at)
    for kept in _COUNTED:
        _add_rows(found[kept.kind], kept, tenant, at)
    return list(found.values())


def _add_days(
    found: Mapping[Kind, Forecast],
    scope: Scope,
    tenant: Tenant,
    periods: Periods,
    at: datetime,
) -> None:
    today = at.astimezone(UTC).date()
    days = StoredDay.objects.of(scope).filter(tenant_id=tenant.id)
    for place, name, day, rows, size in days.values_list(
        "place", "kind", "day", "rows", "bytes"
    ):
        of = Kind(name)
        kind = kind_of_place(Place(place), of)
        kept = periods.days(kind, tenant.id, of)
        found[kind].add(day, rows, size, day + timedelta(days=kept + 1), today)


def kind_of_place(place: Place, of: Kind) -> Kind:
    """What is kept in a place, of devices with this kind of readings."""
    return {Place.UPLINK: Kind.UPLINKS, Place.DELIVERY: Kind.DELIVERIES}.get(place, of)


def _add_rows(found: Forecast, kept: Kept, tenant: Tenant, at: datetime) -> None:
    """Count the rows of a table that go in time."""
    query = sql.SQL(
        "select min({column}), count({column}),"
        " count(*) filter (where {column} < %s), count(*) filter (where {column} < %s),"
        " count(*) filter (where {column} < %s)"
        " from {table} where tenant_id = %s and {where}"
    ).format(
        column=sql.Identifier(kept.column),
        table=sql.Identifier(kept.table),
        where=sql.SQL(kept.where),
    )
    period = timedelta(days=found.period.days)
    moments = [at + timedelta(days=ahead) - period for ahead in AHEAD]
    with connection.cursor() as cursor:
        cursor.execute(query, [*moments, tenant.id])
        oldest, found.stored, *going = cursor.fetchone()
    found.oldest = oldest and oldest.astimezone(UTC).date()
    found.rows.update(dict(zip(AHEAD, going, strict=True)))


def goes_if(before: Periods, after: Periods, kind: Kind, *, at: datetime) -> int:
    """How many rows of instances in scope would go because of shorter periods."""
    tenants = list(shortened(before, after, kind))
    if not tenants:
        return 0
    kept = next((kept for kept in _COUNTED if kept.kind is kind), None)
    if kept is not None:
        return sum(_due_rows(kept, after, tenants, at))
    return _due_days(after, kind, tenants, at)


def _due_rows(
    kept: Kept, periods: Periods, tenants: Iterable[int], at: datetime
) -> Iterable[int]:
    query = sql.SQL(
        "select count(*) from {table}"
        " where tenant_id = any(%s) and {column} < %s and {where}"
    ).format(
        table=sql.Identifier(kept.table),
        column=sql.Identifier(kept.column),
        where=sql.SQL(kept.where),
    )
    by_days: dict[int, list[int]] = defaultdict(list)
    for tenant_id in tenants:
        by_days[periods.days(kept.kind, tenant_id)].append(tenant_id)
    for days, ids in by_days.items():
        with connection.cursor() as cursor:
            cursor.execute(query, [ids, at - timedelta(days=days)])
            yield cursor.fetchone()[0]


def _due_days(
    periods: Periods, kind: Kind, tenants: Sequence[int], at: datetime
) -> int:
    places = {
        Kind.UPLINKS: [Place.UPLINK],
        Kind.DELIVERIES: [Place.DELIVERY],
    }.get(kind, [Place.READING, Place.READING_LATE])
    kinds = [kind] if kind in OF_READINGS else list(OF_READINGS)
    wanted = [
        (tenant_id, str(of), periods.first_day(kind, tenant_id, of, at=at))
        for tenant_id in tenants
        for of in kinds
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(s.rows), 0) from stored_day s"
            " join unnest(%s::int[], %s::text[], %s::date[]) w (t, k, first)"
            " on s.tenant_id = w.t and s.kind = w.k and s.day < w.first"
            " where s.place = any(%s) and s.tenant_id = any(%s)",
            [
                *(list(column) for column in zip(*wanted, strict=True)),
                [str(place) for place in places],
                list(tenants),
            ],
        )
        return int(cursor.fetchone()[0])
