"""What is stored about rules, alarms, and who is told of them."""

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

_VALUE = Personal(
    kind=Kind.ALARM,
    subjects=(Subject.RESIDENT,),
    purpose="Tell people that a value is out of the limits they set; nothing is decided.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.DEVICE, Origin.PLATFORM),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_ACKNOWLEDGED = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Show that somebody takes care of the alarm.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.PERSON, Origin.PLATFORM),
    without="An alarm that nobody acknowledges goes on; a note may be left out.",
    receivers=(Receiver.INSTANCES_ABOVE, Receiver.MAIL_SERVER),
)
_RECIPIENT = Personal(
    kind=Kind.CONTACT,
    subjects=(Subject.RECIPIENT, Subject.ACCOUNT_HOLDER),
    purpose="Tell of alarms whoever agreed to it by a mailed link, or has an account.",
    basis=Basis.CONSENT,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER, Origin.PERSON),
    without="Without an address nobody can be told by mail.",
    receivers=(Receiver.INSTANCES_ABOVE, Receiver.MAIL_SERVER),
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="alarm_rule",
        purpose="Know which values are to raise an alarm.",
        retention=Retention(event="the rule is deleted"),
        plain=(
            *("id", "tenant_id", "device_id", "device_type_id", "name", "key"),
            *("type", "low", "high", "hysteresis", "hold", "count", "severity"),
            *("enabled", "created_at"),
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="alarm_recipient",
        purpose="Know who is told of a rule's alarms or of a gateway.",
        retention=Retention(event="the address is taken from the rule or gateway"),
        plain=("id", "tenant_id", "rule_id", "gateway_id"),
        personal={
            _RECIPIENT: (
                *("email", "user_id", "language", "token_hash", "asked_at"),
                "confirmed_at",
            )
        },
    ),
    Entry(
        store=Store.TABLE,
        place="alarm_watch",
        purpose="Know for how long a value has been out of its limits.",
        retention=Retention(event="the value is back or the alarm is raised"),
        plain=("id", "tenant_id", "rule_id", "device_id"),
        personal={_VALUE: ("exceeded_since", "exceeded_count")},
    ),
    Entry(
        store=Store.TABLE,
        place="alarm",
        purpose="Keep the history of alarms.",
        retention=Retention(
            event="the alarm is over",
            period=timedelta(days=730),
            kinds=("alarms",),
        ),
        plain=(
            *("id", "tenant_id", "rule_id", "device_id", "name", "key", "type"),
            *("low", "high", "severity", "cleared_reason"),
        ),
        personal={
            _VALUE: ("value", "raised_at", "cleared_at", "cleared_value"),
            _ACKNOWLEDGED: ("acknowledged_at", "acknowledged_by_id", "note"),
        },
    ),
    Entry(
        store=Store.QUEUE,
        place="alarms",
        purpose="Tell open pages whose alarms have changed.",
        retention=Retention(event="the pages have heard it"),
        plain=("payload",),
    ),
)
