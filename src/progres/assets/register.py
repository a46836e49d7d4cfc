"""What is stored about assets, and so about the people who live and work there."""

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

_PLACE = Personal(
    subjects=(Subject.RESIDENT,),
    purpose="Know in which building and room a device hangs.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    receivers=(Receiver.INSTANCES_ABOVE,),
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="asset",
        purpose="Know what devices hang in, and who may see which of them.",
        retention=Retention(event="the asset is deleted"),
        plain=("id", "tenant_id", "parent_id", "lineage", "kind", "created_at"),
        personal={
            _PLACE: (*("name", "sort_key", "street", "postal_code", "city", "country"),)
        },
    ),
)
