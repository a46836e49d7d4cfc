"""What is stored about measuring points, and so about those who consume there."""

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

_POINT = Personal(
    kind=Kind.PLACE,
    subjects=(Subject.RESIDENT,),
    purpose="Know whose consumption is measured where, by which meter.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_READING = Personal(
    kind=Kind.READING,
    subjects=(Subject.RESIDENT,),
    purpose="Keep the consumption unbroken when a meter is exchanged.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER, Origin.DEVICE),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_OCCUPANT = Personal(
    kind=Kind.CONTACT,
    subjects=(Subject.RESIDENT,),
    purpose="Know whose consumption was measured when, so that nobody sees another's.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    receivers=(Receiver.INSTANCES_ABOVE,),
    origins=(Origin.CUSTOMER,),
)
_WITH_POINT = Retention(event="the measuring point is deleted")

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="measuring_point",
        purpose="Know where something is measured, whatever meter hangs there.",
        retention=_WITH_POINT,
        plain=(
            *("id", "tenant_id", "asset_id", "medium", "unit", "obis"),
            *("transformer_factor", "calorific_value", "correction_factor"),
            "created_at",
        ),
        personal={
            _POINT: (
                *("name", "sort_key", "number", "market_location"),
                *("metering_location", "notes"),
            )
        },
    ),
    Entry(
        store=Store.TABLE,
        place="meter",
        purpose="Know which meter measured when, and which device read it.",
        retention=_WITH_POINT,
        plain=(
            *("id", "tenant_id", "measuring_point_id", "device_id", "key"),
            *("installed_at", "removed_at", "calibrated_in", "calibrated_until"),
            "reason",
        ),
        personal={
            _POINT: ("number", "note"),
            _READING: ("first_reading", "last_reading"),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="measuring_point_word",
        purpose="Find a measuring point by the beginnings of its words and numbers.",
        retention=Retention(event="the measuring point is changed or deleted"),
        plain=("tenant_id", "measuring_point_id"),
        personal={_POINT: ("word",)},
    ),
    Entry(
        store=Store.TABLE,
        place="occupancy",
        purpose="Know who consumes at a measuring point from when to when.",
        retention=_WITH_POINT,
        plain=("id", "tenant_id", "measuring_point_id", "created_at"),
        personal={
            _OCCUPANT: (
                *("user_id", "name", "sort_key", "email", "phone", "reference"),
                *("since", "until", "note"),
            )
        },
    ),
    Entry(
        store=Store.TABLE,
        place="heat_release",
        purpose="Know where heat data are shown outside their purpose, and why.",
        retention=Retention(event="they are kept to their purpose again"),
        plain=("tenant_id", "reason", "released_at"),
    ),
    Entry(
        store=Store.TABLE,
        place="occupancy_word",
        purpose="Find an occupancy by the beginnings of its words.",
        retention=Retention(event="the occupancy is changed or deleted"),
        plain=("tenant_id", "occupancy_id"),
        personal={_OCCUPANT: ("word",)},
    ),
)
