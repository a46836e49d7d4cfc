"""Putting in and exchanging meters, and the sensors that read them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.devices.models import Device
from progres.devices.queries import get_device
from progres.devices.rules import ValueKind
from progres.metering.checks import BadMeter, Exchange, check_age, check_exchange
from progres.metering.models import MeasuringPoint, Meter
from progres.metering.queries import (
    find_installed,
    get_meter,
    get_point,
    meters_of,
)
from progres.metering.rules import Reason
from progres.metering.words import index_words


class MeterFromLater(BadMeter):
    """An exchange is not undone while a later one stands on it."""


@transaction.atomic
def exchange_meter(
    point_id: int, exchange: Exchange, *, by: Membership, at: datetime
) -> Meter:
    """Put a meter in; the one before goes at the same moment, with its last reading.

    Raises MeasuringPoint.DoesNotExist and Device.DoesNotExist for what is not in the
    member's reach, and BadMeter for readings, times or sensors that cannot be.
    """
    point = get_point(by.scope, point_id, to_change=True)
    before = find_installed(by.scope, point)
    exchange = completed(exchange, point, before)
    check_exchange(exchange)
    check_moment(exchange.moment, before, at=at)
    check_gap(exchange.moment, meters_of(by.scope, point))
    device, key = _sensor(exchange, point, by=by)
    if before is not None:
        before.removed_at, before.last_reading = exchange.moment, exchange.last_reading
        before.save(update_fields=["removed_at", "last_reading"])
    assert exchange.first_reading is not None  # noqa: S101 tells mypy
    meter = Meter(
        tenant=point.tenant,
        measuring_point=point,
        device=device,
        key=key,
        number=exchange.number,
        installed_at=exchange.moment,
        first_reading=exchange.first_reading,
        calibrated_in=exchange.calibrated_in,
        calibrated_until=exchange.calibrated_until,
        reason=exchange.reason,
        note=exchange.note.strip(),
    )
    meter.save(force_insert=True)
    index_words(by.scope, point)
    details = _details(before, meter)
    if before is not None:
        record_about("meter.exchanged", point, by=by.actor, at=at, details=details)
    else:
        record_about("meter.installed", point, by=by.actor, at=at, details=details)
    return meter


@transaction.atomic
def undo_exchange(meter_id: int, *, by: Membership, at: datetime) -> Meter | None:
    """Take back that a meter was put in; the one before it is there again.

    Returns that one, if any. Raises Meter.DoesNotExist if it is not in the member's
    reach, and MeterFromLater if it was taken out or another one was put in after it.
    """
    meter = held_meter(meter_id, by=by)
    point = meter.measuring_point
    newest = meters_of(by.scope, point)[-1]
    if newest.id != meter.id:
        raise MeterFromLater(
            "After meter %(number)s another one was put in; undo that exchange first.",
            number=meter.number,
        )
    if newest.removed_at is not None:
        raise MeterFromLater(
            "Meter %(number)s was taken out; undo that first.", number=meter.number
        )
    before = (
        Meter.objects.of(by.scope)
        .filter(measuring_point=point, removed_at=meter.installed_at)
        .first()
    )
    details = _details(before, meter)
    record_about("meter.exchange_undone", point, by=by.actor, at=at, details=details)
    meter.delete()
    if before is not None:
        before.removed_at = before.last_reading = None
        before.save(update_fields=["removed_at", "last_reading"])
    index_words(by.scope, point)
    return before


def held_meter(meter_id: int, *, by: Membership) -> Meter:
    """Find a meter while nobody else changes what is at its measuring point."""
    point_id = get_meter(by.scope, meter_id).measuring_point_id
    get_point(by.scope, point_id, to_change=True)
    return get_meter(by.scope, meter_id)  # as others left it, if it is there still


def completed(
    exchange: Exchange, point: MeasuringPoint, before: Meter | None
) -> Exchange:
    """Fill in what follows from the meter before; raise BadMeter where that is nothing."""
    exchange = replace(exchange, number=exchange.number.strip())
    if before is None:
        exchange = replace(exchange, reason=Reason.FIRST, last_reading=None)
    elif exchange.last_reading is None:
        raise BadMeter(
            "Meter %(number)s goes at this exchange; its last reading is missing.",
            number=before.number,
        )
    elif not exchange.number:  # the meter stays
        first = exchange.first_reading
        exchange = replace(
            exchange,
            number=before.number,
            first_reading=exchange.last_reading if first is None else first,
            calibrated_in=before.calibrated_in,
            calibrated_until=before.calibrated_until,
        )
    if not exchange.number or exchange.first_reading is None:
        raise BadMeter(
            "A meter that is put in at '%(point)s' needs its number and its first "
            "reading.",
            point=point.name,
        )
    return exchange


def counters_of(device: Device, unit: str) -> list[Mapping[str, str]]:
    """Return what a device sends that can be a register in this unit."""
    return [
        spec
        for spec in device.device_type.value_specs
        if spec.get("kind") == ValueKind.COUNTER and spec.get("unit", "") in {"", unit}
    ]


def _sensor(
    exchange: Exchange, point: MeasuringPoint, *, by: Membership
) -> tuple[Device | None, str]:
    """Find the device that reads the new meter, and its value that is the register."""
    if exchange.device_id is None:
        return None, ""
    device = get_device(by.scope, exchange.device_id)
    if device.tenant_id != point.tenant_id:
        raise BadMeter(
            "'%(device)s' is a device of another instance than '%(point)s'; choose one "
            "of '%(tenant)s'.",
            device=device.name,
            point=point.name,
            tenant=point.tenant.name,
        )
    keys = [spec["key"] for spec in counters_of(device, point.unit)]
    key = exchange.key or (keys[0] if len(keys) == 1 else "")
    if key not in keys:
        raise BadMeter(
            "'%(key)s' is not a counter of '%(device)s' in %(unit)s; it has: %(keys)s.",
            key=key,
            device=device.name,
            unit=point.unit or "–",
            keys=", ".join(keys) or "–",
        )
    return device, key


def check_moment(moment: datetime, before: Meter | None, *, at: datetime) -> None:
    """Refuse what is not done yet, or was before the meter that goes came."""
    check_age(moment)
    if moment > at:
        raise BadMeter(
            "%(moment)s UTC is in the future; an exchange is noted when it is done.",
            moment=f"{moment:%d.%m.%Y %H:%M}",
        )
    if before is not None and moment <= before.installed_at:
        raise BadMeter(
            "Meter %(number)s was put in at %(installed)s UTC; the exchange must be "
            "later.",
            number=before.number,
            installed=f"{before.installed_at:%d.%m.%Y %H:%M}",
        )


def check_gap(moment: datetime, meters: Sequence[Meter]) -> None:
    """Refuse that a meter comes before the last one that was taken out had gone."""
    gone = meters[-1].removed_at if meters else None
    if gone is not None and moment < gone:
        raise BadMeter(
            "Meter %(number)s was there until %(gone)s UTC; the next one comes then or "
            "later.",
            number=meters[-1].number,
            gone=f"{gone:%d.%m.%Y %H:%M}",
        )


def _details(before: Meter | None, meter: Meter) -> dict[str, object]:
    details: dict[str, object] = {
        "meter_number": [before and before.number, meter.number],
        "first_reading": meter.first_reading,
        "reason": meter.reason,
    }
    if before is not None:
        details["last_reading"] = before.last_reading
        details["sensor"] = [
            before.device and before.device.name,
            meter.device and meter.device.name,
        ]
    elif meter.device is not None:
        details["sensor"] = [None, meter.device.name]
    if meter.note:
        details["note"] = meter.note
    return details
