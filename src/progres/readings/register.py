"""What is stored of what devices measure, and so of the people around them."""

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
_WHEN_MEASURED = Retention(
    event="it is measured",
    period=timedelta(days=2922),
    kinds=("meter_readings", "room_climate", "other_readings"),
)

_READING = Personal(
    kind=Kind.READING,
    subjects=(Subject.RESIDENT,),
    purpose="Show and evaluate what the device measures.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.DEVICE,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_RADIO = Personal(
    kind=Kind.RADIO,
    subjects=(Subject.RESIDENT,),
    purpose="Find out why a device is heard badly or decoded wrongly.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.DEVICE,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_WATCHING = Personal(
    kind=Kind.READING,
    subjects=(Subject.RESIDENT,),
    purpose="Judge whether a value is out of the limits that people set.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.DEVICE,),
)

_READING_KEYS = ("tenant_id", "device_id", "seq", "f_cnt", "layout_id")
_READING_VALUES = ("ts", "vals", "extra", "statuses")

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="resolution_policy",
        purpose="Know who may see how fine readings of a medium, for how long.",
        retention=Retention(event="the policy is removed"),
        plain=("id", "tenant_id", "medium", "role", "resolution", "days"),
    ),
    Entry(
        store=Store.TABLE,
        place="layout",
        purpose="Know which value is which number of a reading.",
        retention=Retention(event="the installation is removed"),
        plain=("layout_id", "keys", "device_type_id"),
    ),
    Entry(
        store=Store.TABLE,
        place="reading",
        purpose="Keep the history of what devices measure.",
        retention=_WHEN_MEASURED,
        plain=_READING_KEYS,
        personal={_READING: _READING_VALUES},
    ),
    Entry(
        store=Store.TABLE,
        place="reading_late",
        purpose="Keep readings of days whose table is closed or not made yet.",
        retention=_WHEN_MEASURED,
        plain=_READING_KEYS,
        personal={_READING: _READING_VALUES},
    ),
    Entry(
        store=Store.TABLE,
        place="latest",
        purpose="Show the newest state at once, and recognise doubled frames.",
        retention=_WITH_DEVICE,
        plain=("tenant_id", "device_id", "f_cnt", "frames", "watched"),
        personal={
            _READING: ("ts", "last_seen_at", "values"),
            _RADIO: (
                *("rssi_dbm", "snr_db", "gateway_id", "battery_percent"),
                "battery_at",
            ),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="heard",
        purpose="List quickly which devices have fallen silent.",
        retention=_WITH_DEVICE,
        plain=("tenant_id", "device_id"),
        personal={_RADIO: ("last_seen_at",)},
    ),
    Entry(
        store=Store.TABLE,
        place="uplink",
        purpose="Keep what came in, so that it can be checked and decoded anew.",
        retention=Retention(
            event="the uplink is received",
            period=timedelta(days=90),
            kinds=("uplinks",),
        ),
        plain=(
            *("tenant_id", "device_id", "received_at", "frame_key", "connection_id"),
            *("late", "f_cnt", "f_port", "state"),
        ),
        personal={
            _READING: ("ts", "sent_at", "payload"),
            _RADIO: ("radio", "receptions", "problem", "message"),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="hearing",
        purpose="Know which gateways hear a device, and how well.",
        retention=Retention(event="the day begins", period=timedelta(days=9)),
        plain=("tenant_id", "device_id", "gateway_id", "day"),
        personal={
            _RADIO: (
                *("uplinks", "signals", "rssi_sum", "snr_sum", "best_rssi"),
                *("best_snr", "margins", "margin_sum", "best_margin"),
            )
        },
    ),
    Entry(
        store=Store.TABLE,
        place="coverage",
        purpose="Know what hangs on a gateway, and how well.",
        retention=Retention(event="the device was heard", period=timedelta(days=9)),
        plain=("tenant_id", "device_id", "gateway_id", "last_day"),
        personal={
            _RADIO: ("uplinks", "rssi", "snr", "best_snr", "margin", "alone"),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="gateway_hour",
        purpose="Show how much a gateway hears.",
        retention=Retention(event="the hour begins", period=timedelta(days=730)),
        plain=(
            *("gateway_id", "hour", "tenant_id", "uplinks", "devices", "mean_rssi"),
            "mean_snr",
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="hearing_counted",
        purpose="Count every uplink once.",
        retention=Retention(event="the installation is removed"),
        plain=("id", "until"),
    ),
    Entry(
        store=Store.TABLE,
        place="uplink_count",
        purpose="Warn when the uplinks agreed for a day are nearly used up.",
        retention=Retention(event="uplinks of the next day are counted"),
        plain=("tenant_id", "day", "uplinks", "counted_until"),
    ),
    Entry(
        store=Store.TABLE,
        place="delivery",
        purpose="Show what a network server sent, where an uplink is in doubt.",
        retention=Retention(
            event="the uplink is received",
            period=timedelta(days=7),
            kinds=("deliveries",),
        ),
        plain=("tenant_id", "device_id", "received_at", "frame_key"),
        personal={_RADIO: ("body",)},
    ),
    Entry(
        store=Store.TABLE,
        place="alarm_feed",
        purpose="Hand values that may raise an alarm to the worker.",
        retention=Retention(event="the worker has judged them"),
        plain=("id", "tenant_id", "device_id"),
        personal={_WATCHING: ("ts", "received_at", "values")},
    ),
    Entry(
        store=Store.QUEUE,
        place="readings",
        purpose="Tell open pages whose readings are new.",
        retention=Retention(event="the pages have heard it"),
        plain=("payload",),
    ),
    Entry(
        store=Store.QUEUE,
        place="alarm_feed",
        purpose="Tell the worker that values wait to be judged.",
        retention=Retention(event="the worker has heard it"),
        plain=("payload",),
    ),
    Entry(
        store=Store.TABLE,
        place="reading_restriction",
        purpose="Know which readings are kept and not used, because a person asked so.",
        retention=Retention(event="the restriction is lifted"),
        plain=(
            *("id", "tenant_id", "device_id", "since", "until", "uses", "request_id"),
            "at",
        ),
    ),
)
