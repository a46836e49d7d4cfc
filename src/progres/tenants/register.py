"""What is stored about instances: organisations, and whom to ask for there."""

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

_CONTACT = Personal(
    kind=Kind.CONTACT,
    subjects=(Subject.CONTACT,),
    purpose="Know whom to ask for at the customer.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    origins=(Origin.CUSTOMER,),
    receivers=(Receiver.INSTANCES_ABOVE,),
    retention=Retention(event="another person is named, or the instance is deleted"),
)
_WITH_INSTANCE = Retention(event="the instance is deleted")

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="tenant",
        purpose="Keep the data of organisations apart.",
        retention=_WITH_INSTANCE,
        plain=(
            *("id", "parent_id", "lineage", "name", "short_name", "language"),
            *("time_zone", "brand_name", "accent", "mail_sender_name"),
            *("quota_devices", "quota_users", "quota_uplinks"),
            *("archived_at", "created_at"),
        ),
        personal={
            _CONTACT: (
                *("contact_first_name", "contact_last_name"),
                *("contact_email", "contact_phone"),
            )
        },
    ),
    Entry(
        store=Store.TABLE,
        place="tenant_logo",
        purpose="Show an organisation's own logo.",
        retention=_WITH_INSTANCE,
        plain=("tenant_id", "content", "digest"),
    ),
    Entry(
        store=Store.TABLE,
        place="contract",
        purpose="Know what was agreed with a customer, and until when.",
        retention=_WITH_INSTANCE,
        plain=(
            *("id", "tenant_id", "number", "kind", "starts_on", "ends_on"),
            *("agreed_accounts", "processing_agreement_on", "retention_terms"),
            *("grace_days", "operator_roles", "created_at"),
        ),
    ),
)
