"""How long every instance keeps every kind of data, as jobs and pages ask it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import psycopg

from progres.privacy.kinds import BOUNDS, OF_READINGS, Bounds, Kind, Period, period_of

# A row of retention_policy: instance, kind, days, least, most.
Row = tuple[int, str, int, int | None, int | None]


class Periods:
    """Periods of all instances whose lineage is known.

    An instance that is gone, of which something may be left, has the defaults.
    """

    def __init__(self, lines: Mapping[int, Sequence[int]], rows: Iterable[Row]) -> None:
        self.lines = lines
        self._said: dict[Kind, dict[int, int]] = defaultdict(dict)
        self._bounds = dict(BOUNDS)
        for tenant_id, name, days, least, most in rows:
            if name not in set(BOUNDS):
                continue  # of a kind that a later release has
            kind = Kind(name)
            self._said[kind][tenant_id] = days
            if least is not None and most is not None:
                self._bounds[kind] = Bounds(least=least, most=most, default=days)

    def bounds(self, kind: Kind) -> Bounds:
        return self._bounds[kind]

    def period(self, kind: Kind, tenant_id: int) -> Period:
        lineage = self.lines.get(tenant_id, ())
        return period_of(lineage, self._said[kind], self._bounds[kind])

    def days(self, kind: Kind, tenant_id: int, of: Kind | None = None) -> int:
        """Days that a kind is kept; what came of a device no longer than its readings.

        `of` is the kind of these readings.
        """
        kept = self.period(kind, tenant_id).days
        if of is None or of is kind:
            return kept
        return min(kept, self.period(of, tenant_id).days)

    def first_day(
        self, kind: Kind, tenant_id: int, of: Kind | None = None, *, at: datetime
    ) -> date:
        """The first UTC day that is kept; all days before it may go."""
        return (at - timedelta(days=self.days(kind, tenant_id, of))).date()

    def tenants_by_days(self, kind: Kind) -> dict[int, list[int]]:
        """Which instances keep a kind for how many days."""
        found: dict[int, list[int]] = defaultdict(list)
        for tenant_id in self.lines:
            found[self.days(kind, tenant_id)].append(tenant_id)
        return found

    def shortest(self, kind: Kind) -> int:
        """The fewest days that any instance, or one that is gone, keeps a kind."""
        with_values = kind in {Kind.UPLINKS, Kind.DELIVERIES}
        of_kinds = OF_READINGS if with_values else (kind,)
        ids = [*self.lines, 0]
        return min(self.days(kind, i, of) for of in of_kinds for i in ids)


def read_periods(eraser: psycopg.Connection) -> Periods:
    """Ask as progres_eraser, which sees all instances."""
    lines: dict[int, Sequence[int]] = dict(
        eraser.execute("select id, lineage from tenant_lines()").fetchall()
    )
    rows = eraser.execute(
        "select tenant_id, kind, days, least_days, most_days from retention_policy"
    ).fetchall()
    return Periods(lines, rows)
