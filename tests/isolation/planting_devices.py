"""Devices of an instance, with its word in every text that can hold it."""

from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields
from progres.devices.deleting import delete_device
from progres.devices.exchanges import Exchange as SensorExchange
from progres.devices.exchanges import exchange_sensor
from progres.devices.queries import exchanges_of, get_device_type
from tests.isolation.planting_people import Ids, numbers
from tests.isolation.times import EARLIER, NOW
from tests.isolation.tree import Home


def plant_device(home: Home) -> Ids:
    """A device that was heard an hour ago."""
    word = home.word
    device = register_device(
        DeviceFields(
            dev_eui=f"{home.eui_start}{next(numbers):08x}",
            join_eui=f"{home.eui_start}00000000",
            name=f"Fühler {word}",
            serial_number=f"S {word}",
            meter_number=f"Z {word}",
            measuring_location=f"M {word}",
            site=f"Halle {word}",
            installation_place=f"Raum {word}",
            latitude=52.52,
            longitude=13.4,
            notes=f"Notiz {word}",
            tags=(f"Los {word}",),
            attributes={"Schrank": f"Fach {word}"},
            asset_id=int(str(home.ids["asset_id"])),
        ),
        tenant=home.tenant,
        device_type=get_device_type(
            home.admin.scope, int(str(home.ids["device_type_id"]))
        ),
        keys={"app_key": f"{home.eui_start * 4}"},
        by=home.admin,
        at=EARLIER,
    )
    return {"device_id": device.id}


def plant_deleted(home: Home) -> Ids:
    """A device that was deleted and can be restored."""
    known = dict(home.ids)
    deleted = int(str(plant_device(home)["device_id"]))
    home.ids.update(known)
    delete_device(deleted, by=home.admin, at=NOW)
    return {"deleted_id": deleted}


def plant_exchange(home: Home) -> Ids:
    """The device became another sensor."""
    device_id = int(str(home.ids["device_id"]))
    said = SensorExchange(
        dev_eui=f"{home.eui_start}{next(numbers):08x}",
        serial_number=f"S {home.word}",
        keys={"app_key": f"{home.eui_start * 4}"},
        moment=EARLIER,
        note=f"Wasser {home.word}",
    )
    exchange_sensor(device_id, said, by=home.admin, at=NOW)
    noted = exchanges_of(home.admin.scope, device_id)[0]
    return {"exchange_id": noted.id}
