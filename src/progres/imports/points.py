"""Measuring points out of a file, with their meters: planning, doing, and undoing it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.db.models import Q

from progres.assets.reach import AssetOutOfReach, asset_for
from progres.devices.models import Device
from progres.devices.queries import search_devices
from progres.imports.cells import BadCell
from progres.imports.meters import BadColumn, first_meter
from progres.imports.plans import AT_ONCE, Made, Task, assets_made
from progres.imports.rows import Rows, RowSaid
from progres.imports.rules import Existing
from progres.kit.digests import digest_of
from progres.metering.bulk import (
    FirstMeter,
    add_points,
    put_in_first,
    save_points,
    states_to_keep,
)
from progres.metering.checks import (
    BadMeasuringPoint,
    PointFields,
    checked_point,
    said_of_point,
)
from progres.metering.models import MeasuringPoint
from progres.metering.queries import installed_at, search_points
from progres.metering.words import index_words

THING = "measuring_point"
FIELDS = frozenset(f.name for f in fields(PointFields))
OF_METERS = (
    *("meter_number", "installed_at", "first_reading", "calibrated_in"),
    *("calibrated_until", "dev_eui", "key"),
)


@dataclass(slots=True)
class Planned:
    """What becomes of a row: a point that is there is changed, or else one made."""

    row: int
    there: MeasuringPoint | None
    fields: PointFields
    meter: FirstMeter | None
    asset: int | str | None  # its id, or the key of one to be made


@dataclass
class PointPlan:
    """What an import would do with its rows, as `rows.problems` grow.

    A point is there if one has its number, or where it has none, its name.
    """

    task: Task
    rows: Rows
    planned: list[Planned] = field(default_factory=list)
    skipped: int = 0

    @property
    def counts(self) -> dict[str, int]:
        changed = sum(item.there is not None for item in self.planned)
        return {
            "created": len(self.planned) - changed,
            "changed": changed,
            "skipped": self.skipped,
        }

    def make(self) -> None:
        """Look at all rows; writes nothing."""
        said = self._each_once()
        for first in range(0, len(said), AT_ONCE):
            part = said[first : first + AT_ONCE]
            there = self._there(part)
            points = [p for found in there.values() for p in found]
            self._installed = installed_at(self.task.by.scope, points)
            self._devices = self._sensors(part)
            for row in part:
                self._plan(row, there.get(_key(row), ()))
            self.task.progress(first + len(part), len(said))

    def write(self) -> list[Made]:
        """Do what was planned; return what was made and changed. Raises as `add_points`."""
        made = self.task.places.make(at=self.task.at)
        for item in self.planned:
            if isinstance(item.asset, str):
                item.fields = replace(item.fields, asset_id=made[item.asset].id)
        done = assets_made(made.values())
        for first in range(0, len(self.planned), AT_ONCE):
            part = self.planned[first : first + AT_ONCE]
            done += self._write([item for item in part if item.there is None])
            done += self._write([item for item in part if item.there is not None])
            self.task.progress(first + len(part), len(self.planned))
        return done

    def _each_once(self) -> list[RowSaid]:
        """Read the rows, of which no two may be about one point or one meter."""
        seen: dict[tuple[str, str], int] = {}
        kept = []
        for row in self.rows:
            if self.rows.lacks(row, "name") or "name" not in row.said:
                if "asset" in row.said:
                    self._asset(row, None)
                continue
            number = str(row.said.get("meter_number", ""))
            keys = [("number" if row.said.get("number") else "name", _key(row))]
            keys += [("meter_number", number)] if number else []
            for key in keys:
                if key in seen:
                    twice = BadCell(
                        "'%(text)s' stands in row %(row)s already.",
                        text=key[1],
                        row=seen[key],
                    )
                    self.rows.wrong(row.number, key[0], twice)
                seen.setdefault(key, row.number)
            kept.append(row)
        return kept

    def _there(self, part: Sequence[RowSaid]) -> dict[str, list[MeasuringPoint]]:
        """Find the points that are there, by what makes them the same."""
        points = search_points(self.task.by.scope, tenant_id=self.task.tenant.id)
        numbers = [str(row.said["number"]) for row in part if row.said.get("number")]
        names = [str(row.said["name"]) for row in part if not row.said.get("number")]
        found: dict[str, list[MeasuringPoint]] = {}
        points = points.filter(Q(number__in=numbers) | Q(name__in=names))
        if self.task.job.is_written:  # so that nobody's change comes between
            points = points.order_by("id").select_for_update(of=("self",))
        for point in points:
            for key in {point.number, point.name} & {*numbers, *names}:
                found.setdefault(key, []).append(point)
        return found

    def _sensors(self, part: Sequence[RowSaid]) -> dict[str, Device]:
        euis = [str(row.said["dev_eui"]) for row in part if row.said.get("dev_eui")]
        found = search_devices(self.task.by.scope, tenant_id=self.task.tenant.id)
        return {device.dev_eui: device for device in found.filter(dev_eui__in=euis)}

    def _plan(self, row: RowSaid, there: Sequence[MeasuringPoint]) -> None:
        if there and self.task.job.existing == Existing.SKIP:
            self.skipped += 1
            return
        if len(there) > 1:
            several = BadCell(
                "There are %(count)s measuring points '%(text)s'; give each a number.",
                count=len(there),
                text=_key(row),
            )
            self.rows.wrong(row.number, "name", several)
            return
        point = there[0] if there else None
        asset = self._asset(row, point)
        said = {name: value for name, value in row.said.items() if name in FIELDS}
        if isinstance(asset, int):
            said["asset_id"] = asset
        wanted = self._wanted(row, point, said)
        if wanted is None:
            return
        meter = self._meter(row, point, wanted)
        if not self.rows.is_wrong(row):
            self.planned.append(Planned(row.number, point, wanted, meter, asset))

    def _wanted(
        self, row: RowSaid, point: MeasuringPoint | None, said: dict[str, Any]
    ) -> PointFields | None:
        if point is None and (
            self.rows.lacks(row, "medium") or "medium" not in row.said
        ):
            return None
        wanted = replace(said_of_point(point), **said) if point else PointFields(**said)
        try:
            columns = checked_point(wanted)
            if point and point.id in self._installed and columns["unit"] != point.unit:
                raise BadMeasuringPoint(
                    "The readings of '%(point)s' are in %(unit)s, so its unit stays.",
                    point=point.name,
                    unit=point.unit or "–",
                )
        except BadMeasuringPoint as error:
            self.rows.wrong(row.number, _column_of(error, said), error)
            return None
        return wanted

    def _asset(self, row: RowSaid, point: MeasuringPoint | None) -> int | str | None:
        try:
            if text := row.said.get("asset"):
                return self.task.places.find(str(text))
            if point is None:
                asset_for(None, self.task.tenant, scope=self.task.by.scope)
        except (BadCell, AssetOutOfReach) as error:
            self.rows.wrong(row.number, "asset", error)
        return None

    def _meter(
        self, row: RowSaid, point: MeasuringPoint | None, wanted: PointFields
    ) -> FirstMeter | None:
        """Say which meter is to be put in; none where it is there already."""
        said = row.said
        if row.given.isdisjoint(OF_METERS):
            return None
        if self.rows.lacks(row, "meter_number") or "meter_number" not in said:
            return None
        number = str(said["meter_number"])
        installed = self._installed.get(point.id) if point else None
        if installed is not None:
            if installed.number != number:
                other = BadCell(
                    "Meter %(number)s hangs at '%(point)s'; exchange it on its page.",
                    number=installed.number,
                    point=wanted.name,
                )
                self.rows.wrong(row.number, "meter_number", other)
            return None
        if self.rows.lacks(row, "first_reading") or "first_reading" not in said:
            return None
        try:
            return first_meter(said, number, wanted, self._devices, self.task)
        except BadColumn as error:
            self.rows.wrong(row.number, error.column, error.said)
            return None

    def _write(self, items: list[Planned]) -> list[Made]:
        scope = self.task.by.scope
        there = [item.there for item in items if item.there is not None]
        before = states_to_keep(scope, there)
        if there:
            for item, point in zip(items, there, strict=True):
                for name in FIELDS:
                    setattr(point, name, getattr(item.fields, name))
            save_points(scope, there)
            points = there
        else:
            new = [item.fields for item in items]
            points = add_points(new, tenant=self.task.tenant, at=self.task.at)
        pairs = list(zip(items, points, strict=True))
        put_in_first([(point, i.meter) for i, point in pairs if i.meter is not None])
        index_words(scope, *points)
        after = states_to_keep(scope, points)
        return [
            Made(
                row=item.row,
                thing=THING,
                thing_id=point.id,
                digest=digest_of(after[point.id]),
                before=before.get(point.id),
            )
            for item, point in pairs
        ]


def _key(row: RowSaid) -> str:
    return str(row.said.get("number") or row.said["name"])


def _column_of(error: BadMeasuringPoint, said: Collection[str]) -> str:
    """Say which column a refusal of a point is about, '' if of none alone."""
    factor = str(error.facts.get("word", "")).replace(" ", "_")
    if factor in FIELDS:
        return factor
    if "OBIS" in error.sentence:
        return "obis"
    if "unit" in error.facts:
        return "unit"
    locations = ("market_location", "metering_location")
    return next((name for name in locations if name in said), "")
