"""What is stored for the documents of data protection."""

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
)
