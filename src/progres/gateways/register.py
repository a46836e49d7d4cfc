"""What is stored about gateways."""

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

_WITH_GATEWAY = Retention(event="the gateway is deleted")
_CONTACT = Personal(
    kind=Kind.CONTACT,
    subjects=(Subject.CONTACT,),
    purpose="Know whom to call where a gateway stands.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="gateway",
        purpose="Know which gateway heard a device, and where it stands.",
        retention=_WITH_GATEWAY,
        plain=(
            *("id", "tenant_id", "shared", "gateway_id", "name", "model", "antenna"),
            *("site", "asset_id", "latitude", "longitude", "sim_number", "monitored"),
            *("interval", "delay", "created_at"),
        ),
        personal={_CONTACT: ("contacts",)},
    ),
    Entry(
        store=Store.TABLE,
        place="gateway_health",
        purpose="Know whether a gateway is online, and whether people were told.",
        retention=_WITH_GATEWAY,
        plain=(
            *("gateway_id", "tenant_id", "heard_at", "status_at", "state", "since"),
            *("checks", "seen_at", "told_at", "reminded_at", "reported_at", "bands"),
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="gateway_period",
        purpose="Show for how long a gateway was online.",
        retention=Retention(event="the state is over", period=timedelta(days=730)),
        plain=("id", "gateway_id", "tenant_id", "state", "began_at", "ended_at"),
    ),
    Entry(
        store=Store.TABLE,
        place="gateway_count",
        purpose="Show how much a gateway receives broken, and what it could not send.",
        retention=Retention(event="the hour begins", period=timedelta(days=90)),
        plain=("gateway_id", "hour", "counted", "tenant_id", "number"),
    ),
    Entry(
        store=Store.TABLE,
        place="unregistered_gateway",
        purpose="Show which gateways are heard and not registered yet.",
        retention=Retention(
            event="the gateway was heard last", period=timedelta(days=30)
        ),
        plain=("id", "tenant_id", "gateway_id", "first_heard_at", "heard_at"),
    ),
)
