"""Another sensor takes the place of a device's: with its DevEUI, and all else stays.

The meter that a device reads has its own exchange, with readings (metering.exchanges).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.devices.checks import BadDevice, checked_device, said_of_device
from progres.devices.models import Device, DeviceKey, SensorExchange
from progres.devices.queries import exchanges_of, get_device
from progres.devices.rules import ExchangeReason
from progres.devices.saving import keep_keys, save
from progres.devices.words import change_words, words_of
from progres.files.actions import Upload, delete_file, keep_file
from progres.files.queries import Owner
from progres.files.rules import Use
from progres.kit.ages import age_problem
from progres.kit.words import is_one_line

LONGEST_NOTE = 500


class ExchangedLater(BadDevice):
    """An exchange is not undone while a later one stands on it."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What people say of an exchange; EUIs in any usual spelling.

    Root keys that are not given are forgotten: they were those of the sensor before.
    The photo is kept with the device.
    """

    dev_eui: str
    join_eui: str = ""
    serial_number: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    moment: datetime
    reason: str = ExchangeReason.DEFECT
    note: str = ""
    photo: Upload | None = None


@transaction.atomic
def exchange_sensor(
    device_id: int, exchange: Exchange, *, by: Membership, at: datetime
) -> Device:
    """Let a device be another sensor from now on; uplinks of the old one are nobody's.

    Raises Device.DoesNotExist if it is not in the member's reach, BadDevice for what
    cannot be, DevEuiInUse among it, and BadFile for what is no photo.
    """
    _check(exchange, at=at)
    device = get_device(by.scope, device_id, to_change=True)
    said = {
        "dev_eui": exchange.dev_eui,
        "join_eui": exchange.join_eui,
        "serial_number": exchange.serial_number,
    }
    noted = SensorExchange(
        tenant_id=device.tenant_id,
        device=device,
        moment=exchange.moment,
        noted_at=at,
        reason=exchange.reason,
        note=exchange.note.strip(),
        dev_eui=device.dev_eui,
        join_eui=device.join_eui,
        serial_number=device.serial_number,
    )
    changes = _become(device, said, by=by)
    if "dev_eui" not in changes:
        raise BadDevice(
            "%(dev_eui)s is the DevEUI that the device has; give that of the new "
            "sensor.",
            dev_eui=device.dev_eui.upper(),
        )
    keep_keys([(device, exchange.keys)])
    details = {**changes, "reason": exchange.reason, "note": noted.note}
    if exchange.keys:
        details["new_keys"] = ", ".join(sorted(exchange.keys))
    record_about("device.sensor_exchanged", device, by=by.actor, at=at, details=details)
    if exchange.photo is not None:
        owner = Owner("device_id", device.id)
        photo, use = exchange.photo, Use.PHOTO
        noted.photo = keep_file(photo, use=use, thing=device, owner=owner, by=by, at=at)
    noted.save(force_insert=True)
    return device


@transaction.atomic
def undo_exchange(
    device_id: int, exchange_id: int, *, by: Membership, at: datetime
) -> Device:
    """Let a device be the sensor again that it was before its newest exchange.

    Its root keys were forgotten at the exchange, whose photo goes with it. Raises Device.DoesNotExist and
    SensorExchange.DoesNotExist for what is not in reach, ExchangedLater if another
    exchange came after it, and DevEuiInUse if the old sensor has another place now.
    """
    device = get_device(by.scope, device_id, to_change=True)
    noted = exchanges_of(by.scope, device_id)
    exchange = noted.get(id=exchange_id)
    if noted[0] != exchange:
        raise ExchangedLater(
            "After this exchange there was another one; undo that one first."
        )
    said = {
        "dev_eui": exchange.dev_eui,
        "join_eui": exchange.join_eui,
        "serial_number": exchange.serial_number,
    }
    changes = _become(device, said, by=by)
    exchange.delete()
    record_about("device.exchange_undone", device, by=by.actor, at=at, details=changes)
    if exchange.photo_id is not None:
        owner = Owner("device_id", device.id)
        delete_file(exchange.photo_id, thing=device, owner=owner, by=by, at=at)
    return device


def _become(
    device: Device, said: dict[str, str], *, by: Membership
) -> dict[str, object]:
    """Change what belongs to the sensor, without its keys; return what has changed."""
    words = words_of(device)
    wanted = checked_device(replace(said_of_device(device), **said))  # type: ignore[arg-type] # texts
    changes: dict[str, object] = {}
    for name in said:
        before = getattr(device, name)
        if before != wanted[name]:
            changes[name] = [before, wanted[name]]
            setattr(device, name, wanted[name])
    save(device)
    change_words(by.scope, [(words, device)])
    DeviceKey.objects.of(by.scope).filter(device=device).delete()
    return changes


def _check(exchange: Exchange, *, at: datetime) -> None:
    if problem := age_problem(exchange.moment):
        raise BadDevice.like(problem)
    if exchange.moment > at:
        raise BadDevice(
            "%(moment)s UTC is in the future; an exchange is noted when it is done.",
            moment=f"{exchange.moment:%d.%m.%Y %H:%M}",
        )
    if exchange.reason not in set(ExchangeReason):
        raise BadDevice(
            "'%(reason)s' is no reason for an exchange; use one of %(reasons)s.",
            reason=exchange.reason[:20],
            reasons=", ".join(ExchangeReason),
        )
    note = exchange.note.strip()
    if len(note) > LONGEST_NOTE or not is_one_line(note):
        raise BadDevice(
            "A note has at most %(most)s characters in one line.", most=LONGEST_NOTE
        )
