"""What is stored about devices, and so about the people around them."""

from datetime import timedelta

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Receiver,
    Retention,
    Store,
    Subject,
)

_WITH_DEVICE = Retention(
    event="the device is deleted",
    period=timedelta(days=7),
    kinds=("deleted_devices",),
)

_DEVICE = Personal(
    kind=Kind.PLACE,
    subjects=(Subject.RESIDENT,),
    purpose="Know which device measures what and where.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)

_DELETER = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Say who deleted a device, while it can be restored.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.PLATFORM,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="device_type",
        purpose="Know how devices of a kind encode what they measure.",
        retention=Retention(event="the device type is deleted"),
        plain=(
            *("id", "tenant_id", "shared", "manufacturer", "model", "codec_source"),
            *("value_specs", "expected_interval", "send_plan", "lorawan_version"),
            *("lorawan_class", "profile_id", "created_at"),
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="device",
        purpose="Know the devices of an instance.",
        retention=_WITH_DEVICE,
        plain=(
            *(
                "id",
                "tenant_id",
                "device_type_id",
                "asset_id",
                "asset_since",
                "join_eui",
            ),
            *("status", "created_at", "deleted_at", "former_tenant_ids"),
        ),
        personal={
            _DEVICE: (
                *("dev_eui", "name", "sort_key", "serial_number", "meter_number"),
                *("measuring_location", "site", "installation_place"),
                *("latitude", "longitude", "notes", "tags", "attributes"),
            ),
            _DELETER: ("deleted_by_id",),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="sensor_exchange",
        purpose="Know which sensor a device was, and undo an exchange.",
        retention=_WITH_DEVICE,
        plain=(
            *("id", "tenant_id", "device_id", "moment", "noted_at", "reason"),
            *("join_eui", "photo_id"),
        ),
        personal={_DEVICE: ("note", "dev_eui", "serial_number")},
    ),
    Entry(
        store=Store.TABLE,
        place="device_word",
        purpose="Find a device by the beginnings of its words and numbers.",
        retention=Retention(event="the device is changed or deleted"),
        plain=("tenant_id", "device_id"),
        personal={_DEVICE: ("word",)},
    ),
    Entry(
        store=Store.TABLE,
        place="device_key",
        purpose="Keep the radio keys of a device, sealed with the master key.",
        retention=_WITH_DEVICE,
        plain=("id", "tenant_id", "device_id", "name", "sealed"),
    ),
    Entry(
        store=Store.TABLE,
        place="device_place",
        purpose="Know which device hung in which asset from when to when.",
        retention=_WITH_DEVICE,
        plain=("id", "tenant_id", "device_id", "asset_id", "since", "until"),
        personal={_DEVICE: ("device_name", "asset_name")},
    ),
    Entry(
        store=Store.TABLE,
        place="plan_place",
        purpose="Show on a floor plan where a device is.",
        retention=Retention(event="the device or the asset is deleted"),
        plain=("id", "tenant_id", "asset_id", "device_id"),
        personal={_DEVICE: ("x", "y")},
    ),
)
