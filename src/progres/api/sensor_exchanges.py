"""Exchanges of a device's sensor: /api/v1/devices/{id}/exchanges."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.devices import DeviceOut, Eui, Keys
from progres.api.fields import Body, Text
from progres.api.paging import Paging, Part, part_of
from progres.devices.exchanges import (
    LONGEST_NOTE,
    Exchange,
    exchange_sensor,
    undo_exchange,
)
from progres.devices.queries import exchanges_of, get_device
from progres.devices.rules import ExchangeReason

router = Router(tags=["devices"])


class SensorExchangeIn(Body):
    """The new sensor; root keys that are not given are forgotten."""

    dev_eui: Eui = Field(max_length=40, examples=["24E124710C140002"])
    join_eui: Eui = Field("", max_length=40)
    serial_number: Text = Field("", max_length=60)
    keys: Keys = Field(default_factory=dict)
    moment: AwareDatetime | None = Field(None, description="Now, if left out.")
    reason: ExchangeReason = ExchangeReason.DEFECT
    note: Text = Field("", max_length=LONGEST_NOTE)


class SensorExchangeOut(Schema):
    """An exchange, with what the sensor was before it."""

    id: int
    moment: datetime
    reason: str
    note: str
    dev_eui: str
    join_eui: str
    serial_number: str


@router.get(
    "/{int:device_id}/exchanges",
    response=Part[SensorExchangeOut],
    auth=readers(Permission.DEVICES_VIEW),
)
def list_sensor_exchanges(
    request: ApiRequest, device_id: int, paging: Query[Paging]
) -> dict[str, Any]:
    """Sensors that the device was before, the newest exchange first."""
    get_device(request.by.scope, device_id)
    return part_of(exchanges_of(request.by.scope, device_id), paging)


@router.post(
    "/{int:device_id}/exchanges",
    response={201: DeviceOut},
    auth=writers(Permission.DEVICES_EDIT),
)
def exchange_device_sensor(
    request: ApiRequest, device_id: int, fields: SensorExchangeIn
) -> Status[Any]:
    """Put another sensor in; the device keeps its id, name, history and readings."""
    now = timezone.now()
    said = {**fields.model_dump(), "moment": fields.moment or now}
    device = exchange_sensor(device_id, Exchange(**said), by=request.by, at=now)
    return Status(201, device)


@router.delete(
    "/{int:device_id}/exchanges/{int:exchange_id}",
    response=DeviceOut,
    auth=writers(Permission.DEVICES_EDIT),
)
def undo_sensor_exchange(
    request: ApiRequest, device_id: int, exchange_id: int
) -> object:
    """Undo the newest exchange: the device is the sensor again that it was before."""
    return undo_exchange(device_id, exchange_id, by=request.by, at=timezone.now())
