"""The first meter at a measuring point, out of the row of a file."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from progres.devices.models import Device
from progres.imports.cells import BadCell
from progres.imports.plans import Task
from progres.kit.refusal import Refusal, Said
from progres.metering.bulk import FirstMeter
from progres.metering.checks import (
    BadMeter,
    Exchange,
    PointFields,
    check_age,
    check_exchange,
)
from progres.metering.exchanges import counters_of
from progres.metering.rules import UNITS, Medium

CLOCKS_DIFFER = timedelta(minutes=1)


class BadColumn(ValueError):
    """Something is wrong in a column; stays within this package."""

    def __init__(self, column: str, said: Said) -> None:
        super().__init__(column)
        self.column, self.said = column, said


def first_meter(
    said: Mapping[str, Any],
    number: str,
    point: PointFields,
    devices: Mapping[str, Device],
    task: Task,
) -> FirstMeter:
    """Say which meter a row puts in; `devices` are those it may name, by DevEUI.

    Without a day it is put in now. Raises BadColumn.
    """
    moment, column = task.at, "calibrated_until"
    if isinstance(day := said.get("installed_at"), datetime):
        moment = day.replace(tzinfo=ZoneInfo(task.tenant.time_zone))
    exchange = Exchange(
        moment=moment,
        number=number,
        first_reading=said["first_reading"],
        calibrated_in=said.get("calibrated_in"),
        calibrated_until=said.get("calibrated_until"),
    )
    try:
        check_exchange(exchange)
        column = "installed_at"
        _check_past(moment, at=task.at)
        column = "dev_eui"
        device = _device(str(said.get("dev_eui", "")), devices, task)
        column = "key"
        key = _register(device, str(said.get("key", "")), point)
    except Refusal as error:
        raise BadColumn(column, error) from None
    return FirstMeter(exchange=exchange, device=device, key=key)


def _check_past(moment: datetime, *, at: datetime) -> None:
    check_age(moment)
    if moment > at + CLOCKS_DIFFER:
        raise BadMeter(
            "%(moment)s UTC is in the future; an exchange is noted when it is done.",
            moment=f"{moment:%d.%m.%Y %H:%M}",
        )


def _device(eui: str, devices: Mapping[str, Device], task: Task) -> Device | None:
    if eui and eui not in devices:
        raise BadCell(
            "There is no device with the DevEUI %(dev_eui)s in '%(tenant)s'.",
            dev_eui=eui,
            tenant=task.tenant.name,
        )
    return devices.get(eui)


def _register(device: Device | None, key: str, point: PointFields) -> str:
    """Return the value of a device that is the register of a meter. Raises BadCell."""
    if device is None:
        return ""
    unit = point.unit or UNITS[Medium(point.medium)]
    keys = [spec["key"] for spec in counters_of(device, unit)]
    chosen = key or (keys[0] if len(keys) == 1 else "")
    if chosen not in keys:
        raise BadCell(
            "'%(key)s' is not a counter of '%(device)s' in %(unit)s; it has: %(keys)s.",
            key=key,
            device=device.name,
            unit=unit or "–",
            keys=", ".join(keys) or "–",
        )
    return chosen
