"""What the audit log stores about those who act."""

from datetime import timedelta

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Personal,
    Receiver,
    Retention,
    Store,
    Subject,
)

_WHO = Personal(
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Show who did what, so that mistakes and misuse can be cleared up.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_ON_WHAT = Personal(
    subjects=(Subject.ACCOUNT_HOLDER, Subject.RECIPIENT, Subject.RESIDENT),
    purpose="Show what was changed, from which value to which.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_FROM_WHERE = Personal(
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Recognise that somebody else used an account.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    receivers=(Receiver.INSTANCES_ABOVE,),
    retention=Retention(event="the entry is written", period=timedelta(days=90)),
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="audit_entry",
        purpose="Keep a record of what people and the platform do.",
        retention=Retention(event="the entry is written", period=timedelta(days=730)),
        plain=("id", "tenant_id", "at", "action", "target_type"),
        personal={
            _WHO: ("actor_id", "actor"),
            _FROM_WHERE: ("ip", "browser", "system"),
            _ON_WHAT: ("target_id", "target", "details"),
        },
    ),
)
