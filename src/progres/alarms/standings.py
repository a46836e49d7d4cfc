"""Where rules stand with devices while a batch of values goes by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from progres.alarms.models import Alarm, AlarmRule, Watch
from progres.alarms.rules import Change, EndReason, Exceedance, step
from progres.alarms.telling import Occurrence
from progres.database.scope import Scope
from progres.devices.models import Device
from progres.metering.heat import kept_to_purpose
from progres.notifications.notices import Raising, Recovery

_Place = tuple[int | None, int | None, int]


@dataclass
class Standing:
    """One rule and one device: the row of readings that exceed, or the open alarm."""

    rule: AlarmRule
    device: Device
    exceedance: Exceedance | None = None
    stored: Exceedance | None = None
    alarm: Alarm | None = None

    def take(self, value: float, ts: datetime) -> Occurrence | None:
        """Move on by one value; say what happened, if anything."""
        decision = step(
            self.rule.limit,
            self.exceedance,
            is_open=self.alarm is not None,
            value=value,
            ts=ts,
        )
        self.exceedance = decision.exceedance
        if decision.change == Change.RAISE:
            self.alarm = _raised(self.rule, self.device, value, ts)
            return Occurrence(self.alarm, Raising())
        if decision.change == Change.CLEAR and self.alarm is not None:
            alarm, self.alarm = self.alarm, None
            alarm.cleared_at = ts
            alarm.cleared_value = value
            alarm.cleared_reason = EndReason.RECOVERED
            return Occurrence(alarm, Recovery(at=ts, value=value))
        return None


@dataclass(frozen=True)
class Standings:
    """All that is known of some devices, by rule and device."""

    devices: Mapping[int, Device]
    by_device: Mapping[int, list[Standing]]

    def take(
        self, device_id: int, values: Mapping[str, object], ts: datetime
    ) -> Iterator[Occurrence]:
        """Move on by the values of one reading; a value that is no number is refused."""
        for standing in self.by_device.get(device_id, ()):
            if standing.rule.key in values:
                number = float(str(values[standing.rule.key]))
                occurrence = standing.take(number, ts)
                if occurrence is not None:
                    yield occurrence

    def store_watches(self, scope: Scope) -> None:
        """Write which rows of readings began, went on and ended."""
        changed = [s for s in self if s.exceedance != s.stored]
        over = Q(pk__in=[])
        for standing in changed:
            if standing.exceedance is None:
                over |= Q(rule=standing.rule, device=standing.device)
        Watch.objects.of(scope).filter(over).delete()
        Watch.objects.bulk_create(  # tenancy: of the devices' instances
            [
                Watch(
                    tenant_id=standing.device.tenant_id,
                    rule=standing.rule,
                    device=standing.device,
                    exceeded_since=standing.exceedance.since,
                    exceeded_count=standing.exceedance.count,
                )
                for standing in changed
                if standing.exceedance is not None
            ],
            update_conflicts=True,
            unique_fields=["rule", "device"],
            update_fields=["exceeded_since", "exceeded_count"],
        )

    def quiet_devices(self) -> list[int]:
        """Devices of which no limit is exceeded and no alarm is open."""
        loud = {s.device.id for s in self if s.exceedance or s.alarm}
        return sorted(self.devices.keys() - loud)

    def __iter__(self) -> Iterator[Standing]:
        for standings in self.by_device.values():
            yield from standings


def load_standings(device_ids: Iterable[int], scope: Scope) -> Standings:
    """Read all that is known of devices; their rules and open alarms are locked.

    Rules first, as whoever changes a rule does. Deleted devices are left out.
    """
    devices = (
        Device.objects.of(scope).select_related("tenant").in_bulk(list(device_ids))
    )
    by_device: dict[int, list[Standing]] = {device_id: [] for device_id in devices}
    by_place: dict[_Place, list[AlarmRule]] = {}
    for rule in _rules_of(devices.values(), scope):
        place = (rule.device_id, rule.device_type_id, rule.tenant_id)
        by_place.setdefault(place, []).append(rule)
    kept = kept_to_purpose(scope, devices)
    for device in devices.values():
        if device.id in kept:
            continue
        rules = [r for place in _places_of(device) for r in by_place.get(place, ())]
        rules.sort(key=lambda rule: rule.id)
        by_device[device.id] = [Standing(rule, device) for rule in rules]
    known = {(s.rule.id, s.device.id): s for group in by_device.values() for s in group}
    for watch in Watch.objects.of(scope).filter(device__in=devices):
        if standing := known.get((watch.rule_id, watch.device_id)):
            exceedance = Exceedance(watch.exceeded_since, watch.exceeded_count)
            standing.exceedance = standing.stored = exceedance
    alarms = Alarm.objects.of(scope).filter(device__in=devices, cleared_at=None)
    for alarm in alarms.select_for_update().order_by("id"):
        alarm.device = devices[alarm.device_id]
        if standing := known.get((alarm.rule_id or 0, alarm.device_id)):
            standing.alarm = alarm
    return Standings(devices, by_device)


def _rules_of(devices: Iterable[Device], scope: Scope) -> list[AlarmRule]:
    types = {device.device_type_id for device in devices}
    rules = AlarmRule.objects.of(scope).filter(
        Q(device__in=[device.id for device in devices]) | Q(device_type__in=types),
        enabled=True,
    )
    return list(rules.select_for_update(no_key=True).order_by("id"))


def _places_of(device: Device) -> Iterator[_Place]:
    """Where rules that watch a device stand: the device or its type, and instance."""
    for tenant_id in device.tenant.lineage:
        yield device.id, None, tenant_id
        yield None, device.device_type_id, tenant_id


def _raised(rule: AlarmRule, device: Device, value: float, ts: datetime) -> Alarm:
    return Alarm(
        tenant_id=device.tenant_id,
        rule=rule,
        device=device,
        name=rule.name,
        key=rule.key,
        type=rule.type,
        low=rule.low,
        high=rule.high,
        severity=rule.severity,
        value=value,
        raised_at=ts,
    )
