"""What devices sent goes by days: a whole partition where all of it is due.

Else the rows of those instances whose time is over.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import psycopg

from progres.privacy.holds import Held
from progres.privacy.kinds import OF_READINGS, Kind
from progres.privacy.periods import Periods
from progres.privacy.runs import Run
from progres.privacy.stored_days import (
    Group,
    Rows,
    forget_day,
    grouped,
    groups_by_day,
    kinds_of_devices,
    note_day,
)
from progres.readings.expiry import (
    Place,
    count_day,
    days_of,
    delete_of_devices,
    drop_day,
)

LEFT_STANDING = 7  # days that are not dropped in any case

Due = Callable[[Group, date], bool]


def due_by(
    periods: Periods, kind: Kind | None, *, at: datetime, told: Collection[Group] = ()
) -> Due:
    """Say of groups and days whether their time is over.

    `kind` is what is cut. None stands for the readings themselves: of these only groups
    are due that were `told`.
    """
    first: dict[Group, date] = {}

    def due(group: Group, day: date) -> bool:
        if kind is None and group not in told:
            return False
        if group not in first:
            tenant_id, of = group
            first[group] = periods.first_day(kind or of, tenant_id, of, at=at)
        return day < first[group]

    return due


def first_kept(periods: Periods, kind: Kind | None, *, at: datetime) -> date:
    """The first day of which nothing can be due in any instance."""
    kinds = OF_READINGS if kind is None else (kind,)
    shortest = min(periods.shortest(one) for one in kinds)
    return (at - timedelta(days=shortest)).date()


@dataclass(frozen=True, kw_only=True)
class Cutting:
    """One run over the days of a place; `kind` is as in `due_by`."""

    kind: Kind | None
    eraser: psycopg.Connection
    place: Place
    run: Run
    due: Due
    held: Held
    kinds: Mapping[int, Kind]
    first_kept: date
    dropped_before: date

    def cut(self) -> None:
        """Delete of every day what is due and not held.

        Raises psycopg.errors.LockNotAvailable rather than let the front door wait.
        """
        known = groups_by_day(self.eraser, self.place, self.first_kept)
        for day in days_of(self.eraser, self.place):
            if day < self.first_kept and (
                day not in known or any(self.due(group, day) for group in known[day])
            ):
                self._cut_day(day)

    def _cut_day(self, day: date) -> None:
        groups = grouped(count_day(self.eraser, self.place, day), self.kinds)
        going = {group: self._going(group, rows, day) for group, rows in groups.items()}
        if going == groups and self._dropped(day, groups):
            return
        for group, rows in going.items():
            if rows:
                self._delete(day, group, rows)
        left = {
            (group[0], device_id): n
            for group, rows in groups.items()
            for device_id, n in rows.items()
            if device_id not in going[group]
        }
        note_day(self.eraser, self.place, day, left, self.kinds)

    def _delete(self, day: date, group: Group, rows: Rows) -> None:
        tenant_id, of = group
        deleted = delete_of_devices(
            self.eraser, self.place, day, tenant_id=tenant_id, device_ids=rows
        )
        self.run.add(self.kind or of, {tenant_id: deleted})

    def _going(self, group: Group, rows: Rows, day: date) -> Rows:
        """Of the rows of a group those that are due and not held."""
        if not self.due(group, day):
            return Counter()
        tenant_id = group[0]
        free = {d: n for d, n in rows.items() if not self.held.covers(tenant_id, d)}
        return Counter(free)

    def _dropped(self, day: date, groups: Mapping[Group, Rows]) -> bool:
        """Drop a day with all that is in it, if nothing came in the meantime."""
        if not self.place.has_partitions or day >= self.dropped_before:
            return False
        expected = sum(rows.total() for rows in groups.values())
        with self.eraser.transaction():
            if not drop_day(self.eraser, self.place, day, expected=expected):
                return False
            forget_day(self.eraser, self.place, day)
        for (tenant_id, of), rows in groups.items():
            self.run.add(self.kind or of, {tenant_id: rows.total()})
        self.run.dropped({self.kind or of for _tenant_id, of in groups})
        return True


def cut_days(
    eraser: psycopg.Connection,
    place: Place,
    run: Run,
    periods: Periods,
    kind: Kind | None,
    *,
    held: Held,
    at: datetime,
    told: Collection[Group] = (),
) -> None:
    """Delete of the days of a place what is due, not held and, of readings, told."""
    Cutting(
        kind=kind,
        eraser=eraser,
        place=place,
        run=run,
        due=due_by(periods, kind, at=at, told=told),
        held=held,
        kinds=kinds_of_devices(eraser),
        first_kept=first_kept(periods, kind, at=at),
        dropped_before=(at - timedelta(days=LEFT_STANDING)).date(),
    ).cut()
