"""What is stored for the documents of data protection."""

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

_NAMED = Personal(
    kind=Kind.CONTACT,
    subjects=(Subject.CONTACT,),
    purpose="Name who answers questions about personal data.",
    basis=Basis.LEGAL_DUTY,
    controller=Controller.JOINT,
    receivers=(Receiver.PUBLIC,),
    origins=(Origin.CUSTOMER,),
)
_WITH_INSTANCE = Retention(event="the instance is deleted")

_BREACH = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.RECIPIENT, Subject.RESIDENT),
    purpose="Document breaches and tell those who must know (Art. 33 and 34).",
    basis=Basis.LEGAL_DUTY,
    controller=Controller.JOINT,
    receivers=(Receiver.INSTANCES_ABOVE, Receiver.MAIL_SERVER),
    origins=(Origin.CUSTOMER,),
)
_DISCLOSED = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.RESIDENT),
    purpose="Know what authorities were told about whom, and answer requests for access.",
    basis=Basis.LEGAL_DUTY,
    controller=Controller.JOINT,
    receivers=(Receiver.INSTANCES_ABOVE,),
    origins=(Origin.CUSTOMER,),
)
_THREE_YEARS = timedelta(days=1095)

DOCUMENTS = (
    Entry(
        store=Store.TABLE,
        place="privacy_details",
        purpose="Know who answers for the data of an instance, and who helps.",
        retention=_WITH_INSTANCE,
        plain=(
            *("tenant_id", "authority", "data_centre", "processors"),
            *("third_countries", "transfers", "further_measures"),
        ),
        personal={
            _NAMED: ("controller", "address", "contact", "officer", "instructions")
        },
    ),
    Entry(
        store=Store.TABLE,
        place="document_version",
        purpose="Show what privacy notice, record and measures said, and since when.",
        retention=_WITH_INSTANCE,
        plain=(
            *("id", "tenant_id", "kind", "language", "version", "digest"),
            "made_at",
        ),
        personal={_NAMED: ("content",)},
    ),
    Entry(
        store=Store.TABLE,
        place="privacy_incident",
        purpose="Keep the register of breaches of data protection (Art. 33(5)).",
        retention=Retention(event="the incident is closed", period=_THREE_YEARS),
        plain=(
            *("id", "tenant_id", "role", "concerned", "kinds", "noticed_at"),
            *("began_at", "ended_at", "assessed_at", "authority_at", "persons_at"),
            *("customers_at", "reminded_h", "created_at", "closed_at"),
        ),
        personal={
            _BREACH: (
                *("title", "what", "consequences", "measures", "authority_reason"),
                "persons_reason",
            )
        },
    ),
    Entry(
        store=Store.TABLE,
        place="disclosure",
        purpose="Keep the register of disclosures to authorities.",
        retention=Retention(event="the disclosure", period=_THREE_YEARS),
        plain=("id", "tenant_id", "created_at"),
        personal={
            _DISCLOSED: (
                *("receiver", "legal_ground", "file_number", "data", "user_ids"),
                *("point_ids", "device_ids", "from_day", "to_day", "disclosed_at"),
                *("decided_by", "secret_until"),
            )
        },
    ),
)
