"""What is stored about network servers and what they deliver."""

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

_MESSAGE = Personal(
    kind=Kind.RADIO,
    subjects=(Subject.RESIDENT,),
    purpose="Show what a network server said, and why something was refused.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.DEVICE,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_UPLINK = Personal(
    kind=Kind.RADIO,
    subjects=(Subject.RESIDENT,),
    purpose="Lose no reading of a device that is registered a little later.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.DEVICE,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="connection",
        purpose="Let a network server deliver; its secret is kept as a hash.",
        retention=Retention(event="the connection is deleted"),
        plain=(
            *("id", "tenant_id", "kind", "name", "token_hash", "token_prefix"),
            *("transport", "created_at", "paused_at"),
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="connection_mqtt",
        purpose="Fetch messages from a broker; password and key are kept sealed.",
        retention=Retention(event="the connection is deleted"),
        plain=(
            *("connection_id", "tenant_id", "host", "port", "tls", "client_id"),
            *("username", "sealed_password", "application", "prefix"),
            *("gateways", "left_filters"),
            *("ca_certificate", "client_certificate", "sealed_key"),
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="connection_link",
        purpose="Show whether a broker is reached, and why not.",
        retention=Retention(event="the connection is deleted"),
        plain=(
            *("connection_id", "tenant_id", "changed_at", "is_connected", "problem"),
            "facts",
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="connection_message",
        purpose="Find out what goes wrong between network server and platform.",
        retention=Retention(
            event="a hundred newer messages of the connection and kind came"
        ),
        plain=(
            *("id", "tenant_id", "connection_id", "received_at", "event", "outcome"),
            "again_at",
        ),
        personal={_MESSAGE: ("dev_eui", "note", "facts", "body")},
    ),
    Entry(
        store=Store.TABLE,
        place="unassigned_uplink",
        purpose="Keep what an unknown device sent until it is registered.",
        retention=Retention(
            event="the uplink is received",
            period=timedelta(days=90),
            kinds=("unassigned_uplinks",),
        ),
        plain=(
            *("id", "tenant_id", "connection_id", "reason", "received_at"),
            *("frame_key", "late", "f_cnt", "f_port"),
        ),
        personal={
            _UPLINK: (
                *("dev_eui", "ts", "sent_at", "payload", "radio", "receptions"),
                "bodies",
            )
        },
    ),
)
