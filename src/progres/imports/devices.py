"""Devices out of a file: what the rows would do, doing it, and undoing it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from progres.assets.reach import AssetOutOfReach, asset_for
from progres.devices.checks import (
    BadDevice,
    DevEuiInUse,
    DeviceFields,
    checked_device,
    said_of_device,
    type_reaches,
)
from progres.devices.many import (
    NewDevice,
    add_devices,
    save_devices,
    states_to_keep,
)
from progres.devices.models import Device, DeviceType
from progres.devices.queries import search_device_types, search_devices
from progres.devices.room import NoRoomForDevices, check_room
from progres.imports.cells import BadCell, nearest
from progres.imports.plans import AT_ONCE, Made, Task, assets_made
from progres.imports.queries import dev_euis_in_use
from progres.imports.rows import Rows, RowSaid
from progres.imports.rules import Existing
from progres.kit.digests import digest_of
from progres.kit.refusal import Said
from progres.kit.words import plain

THING = "device"
KEYS = ("app_key", "nwk_key")
FIELDS = frozenset(f.name for f in fields(DeviceFields))


@dataclass(slots=True)
class Planned:
    """What becomes of a row: a device that is there is changed, or else one made."""

    row: int
    there: Device | None
    fields: DeviceFields
    device_type: DeviceType
    keys: dict[str, str]
    asset: int | str | None  # its id, or the key of one to be made


@dataclass
class DevicePlan:
    """What an import would do with its rows, as `rows.problems` grow."""

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
        self._types = _types(self.task)
        said = self._each_once()
        for first in range(0, len(said), AT_ONCE):
            part = said[first : first + AT_ONCE]
            there = self._there([str(row.said["dev_eui"]) for row in part])
            for row in part:
                self._plan(row, there)
            self.task.progress(first + len(part), len(said))
        if not self.rows.problems:
            self._check_room()

    def write(self) -> list[Made]:
        """Do what was planned; return what was made and changed. Raises BadDevice."""
        made = self.task.places.make(at=self.task.at)
        for item in self.planned:
            if isinstance(item.asset, str):
                item.fields = replace(item.fields, asset_id=made[item.asset].id)
        check_room(self.task.tenant, adding=self.counts["created"])
        done = assets_made(made.values())
        for first in range(0, len(self.planned), AT_ONCE):
            part = self.planned[first : first + AT_ONCE]
            done += self._add([item for item in part if item.there is None])
            done += self._change([item for item in part if item.there is not None])
            self.task.progress(first + len(part), len(self.planned))
        return done

    def _each_once(self) -> list[RowSaid]:
        """Read the rows, of which no two may be about one device."""
        seen: dict[str, int] = {}
        kept = []
        for row in self.rows:
            if self.rows.lacks(row, "dev_eui") or "dev_eui" not in row.said:
                self._look_up(row)
                continue
            eui = str(row.said["dev_eui"])
            if eui in seen:
                self._look_up(row)
                twice = BadCell(
                    "The DevEUI %(dev_eui)s stands in row %(row)s already.",
                    dev_eui=eui,
                    row=seen[eui],
                )
                self.rows.wrong(row.number, "dev_eui", twice)
            else:
                seen[eui] = row.number
                kept.append(row)
        return kept

    def _look_up(self, row: RowSaid) -> None:
        """Note what of a row names nothing, where it is about no device of its own."""
        if row.said.keys() & {"device_type", "model"}:
            self._type(row, None)
        if "asset" in row.said:
            self._asset(row, None)

    def _there(self, euis: Sequence[str]) -> dict[str, Device | None]:
        """Find the devices that are there; None for those that are out of reach."""
        scope, tenant = self.task.by.scope, self.task.tenant
        found = search_devices(scope, tenant_id=tenant.id).filter(dev_eui__in=euis)
        devices = found.defer("device_type__codec_source")
        if self.task.job.is_written:  # so that nobody's change comes between
            devices = devices.order_by("id").select_for_update(of=("self",))
        hidden = dict.fromkeys(dev_euis_in_use(tenant.id, euis))
        return {**hidden, **{device.dev_eui: device for device in devices}}

    def _plan(self, row: RowSaid, there: dict[str, Device | None]) -> None:
        eui = str(row.said["dev_eui"])
        device = there.get(eui)
        if device is not None and self.task.job.existing == Existing.SKIP:
            self.skipped += 1
            return
        if device is None and eui in there:
            refused = DevEuiInUse(
                "The DevEUI %(dev_eui)s is already registered in '%(tenant)s'; change "
                "that device or choose another DevEUI.",
                dev_eui=eui,
                tenant=self.task.tenant.name,
            )
            self.rows.wrong(row.number, "dev_eui", refused)
            return
        planned = self._planned(row, device)
        if planned is not None:
            self.planned.append(planned)

    def _planned(self, row: RowSaid, device: Device | None) -> Planned | None:
        device_type = self._type(row, device)
        asset = self._asset(row, device)
        if device is None:
            self.rows.lacks(row, "name")
        said = {n: value for n, value in row.said.items() if n in FIELDS}
        if isinstance(asset, int):
            said["asset_id"] = asset
        if self.rows.is_wrong(row) or device_type is None:
            return None
        known = said_of_device(device) if device else None
        wanted = replace(known, **said) if known else DeviceFields(**said)
        try:
            checked_device(wanted)
        except BadDevice as error:
            self.rows.wrong(row.number, _column_of(said), error)
            return None
        keys = {name: str(row.said[name]) for name in KEYS if name in row.said}
        return Planned(row.number, device, wanted, device_type, keys, asset)

    def _type(self, row: RowSaid, device: Device | None) -> DeviceType | None:
        name = str(row.said.get("device_type", ""))
        if not name:
            pair = (row.said.get("manufacturer", ""), row.said.get("model", ""))
            name = " ".join(str(part) for part in pair if part)
        if not name and device is not None:
            return device.device_type
        if not name:
            self.rows.lacks(row, "device_type")
            return None
        found = self._types.get(plain(name))
        if found is None:
            column = "device_type" if "device_type" in row.said else "model"
            self.rows.wrong(row.number, column, self._unknown_type(name))
        return found

    def _unknown_type(self, name: str) -> Said:
        near = nearest(name, {key: str(t) for key, t in self._types.items()})
        if near is None:
            return BadCell("There is no device type '%(name)s'.", name=name)
        return BadCell(
            "There is no device type '%(name)s'; the nearest is '%(near)s'.",
            name=name,
            near=near,
        )

    def _asset(self, row: RowSaid, device: Device | None) -> int | str | None:
        """Find what a device is to be in; one who is limited to assets must name one."""
        try:
            if text := row.said.get("asset"):
                return self.task.places.find(str(text))
            if device is None:
                asset_for(None, self.task.tenant, scope=self.task.by.scope)
        except (BadCell, AssetOutOfReach) as error:
            self.rows.wrong(row.number, "asset", error)
        return None

    def _check_room(self) -> None:
        try:
            check_room(self.task.tenant, adding=self.counts["created"])
        except NoRoomForDevices as error:
            self.rows.wrong(0, "", error)

    def _add(self, items: list[Planned]) -> list[Made]:
        new = [
            NewDevice(fields=i.fields, device_type=i.device_type, keys=i.keys)
            for i in items
        ]
        devices = add_devices(new, tenant=self.task.tenant, at=self.task.at)
        after = states_to_keep(self.task.by.scope, devices)
        return [
            Made(
                row=item.row,
                thing=THING,
                thing_id=device.id,
                digest=digest_of(after[device.id]),
                before=None,
            )
            for item, device in zip(items, devices, strict=True)
        ]

    def _change(self, items: list[Planned]) -> list[Made]:
        scope = self.task.by.scope
        devices = [item.there for item in items if item.there is not None]
        before = states_to_keep(scope, devices)
        for item, device in zip(items, devices, strict=True):
            for name in FIELDS:
                setattr(device, name, getattr(item.fields, name))
            device.device_type = item.device_type
        keyed = [(d, item.keys) for item, d in zip(items, devices, strict=True)]
        save_devices(scope, keyed)
        after = states_to_keep(scope, devices)
        return [
            Made(
                row=item.row,
                thing=THING,
                thing_id=device.id,
                digest=digest_of(after[device.id]),
                before=before[device.id],
            )
            for item, device in zip(items, devices, strict=True)
        ]


def _types(task: Task) -> dict[str, DeviceType]:
    """Types that devices of the instance can have, by their names; its own first.

    The model alone is a name, too, where it means one type.
    """
    types = search_device_types(task.by.scope).prefetch_related("tenant")
    reached = [t for t in types.defer("codec_source") if type_reaches(t, task.tenant)]
    reached.sort(key=lambda t: t.tenant_id == task.tenant.id)
    by_name = {plain(str(device_type)): device_type for device_type in reached}
    models = Counter(plain(device_type.model) for device_type in by_name.values())
    by_model = {
        plain(t.model): t for t in by_name.values() if models[plain(t.model)] == 1
    }
    return by_model | by_name


def _column_of(said: dict[str, object]) -> str:
    """Under which column half a place stands; any other refusal is of the row."""
    return next((n for n in ("latitude", "longitude") if n in said), "")
