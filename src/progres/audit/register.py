"""What the audit log stores about those who act."""

from progres.audit.rules import ENTRIES_KEPT, ORIGINS_KEPT, VIEWS_KEPT
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

_WHO = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Show who did what, so that mistakes and misuse can be cleared up.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    origins=(Origin.PLATFORM,),
    receivers=(Receiver.INSTANCES_ABOVE, Receiver.AUDIT_SINK),
)
_ON_WHAT = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.RECIPIENT, Subject.RESIDENT),
    purpose="Show what was changed, from which value to which.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    origins=(Origin.PLATFORM,),
    receivers=(Receiver.INSTANCES_ABOVE, Receiver.AUDIT_SINK),
)
_FROM_WHERE = Personal(
    kind=Kind.REQUEST,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Recognise that somebody else used an account.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    origins=(Origin.PERSON,),
    without="Every request brings them along; without them no page can be sent.",
    receivers=(Receiver.INSTANCES_ABOVE, Receiver.AUDIT_SINK),
    retention=Retention(
        event="the entry is written", period=ORIGINS_KEPT, kinds=("audit_origins",)
    ),
)

_TWO_YEARS = Retention(
    event="the entry is written", period=ENTRIES_KEPT, kinds=("audit",)
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="audit_entry",
        purpose=(
            "Keep a record of what people and the platform do. All that tells of a "
            "person goes from entries about looking at something after "
            f"{VIEWS_KEPT.days} days; salts go with the values they belong to."
        ),
        retention=_TWO_YEARS,
        plain=(
            *("id", "tenant_id", "at", "action", "is_view", "target_type"),
            *("who_commitment", "origin_commitment", "what_commitment"),
        ),
        personal={
            _WHO: ("actor_id", "actor", "who_salt"),
            _FROM_WHERE: ("ip", "browser", "browser_version", "system", "origin_salt"),
            _ON_WHAT: ("target_id", "target", "details", "what_salt"),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="audit_pending",
        purpose="Know which entries wait for their place in the chain.",
        retention=Retention(event="the entry is sealed, a second after it is written"),
        plain=("entry_id", "tenant_id"),
    ),
    Entry(
        store=Store.TABLE,
        place="audit_seal",
        purpose="Show whether the log was changed; numbers and hashes alone.",
        retention=_TWO_YEARS,
        plain=(
            *("id", "tenant_id", "day", "number", "count", "entry_ids", "leaves"),
            *("head", "sealed_at", "before", "before_at", "key_id", "signature"),
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="audit_key",
        purpose="Sign the heads of the log's chains.",
        retention=Retention(event="the installation is removed"),
        plain=("id", "public_key", "sealed_key", "created_at"),
    ),
    Entry(
        store=Store.TABLE,
        place="audit_forwarding",
        purpose="Know how much of the log was handed to the sink.",
        retention=Retention(event="the installation is removed"),
        plain=("id", "seal_id"),
    ),
)
