"""What is stored about assets, and so about the people who live and work there."""

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

_PLACE = Personal(
    kind=Kind.PLACE,
    subjects=(Subject.RESIDENT,),
    purpose="Know in which building and room a device hangs.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_CONTACT = Personal(
    kind=Kind.CONTACT,
    subjects=(Subject.CONTACT,),
    purpose="Know whom to call about a building.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_RESPONSIBLE = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Know who looks after a building.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)
_WITH_ASSET = Retention(event="the asset is deleted")

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="asset",
        purpose="Know what devices hang in, and who may see which of them.",
        retention=_WITH_ASSET,
        plain=(
            *("id", "tenant_id", "parent_id", "lineage", "kind", "type_id"),
            "created_at",
        ),
        personal={
            _PLACE: (
                *("name", "sort_key", "street", "postal_code", "city", "country"),
                *("latitude", "longitude", "values", "notes"),
            ),
            _CONTACT: ("contacts",),
            _RESPONSIBLE: ("responsible_id",),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="asset_type",
        purpose="Know what is asked of assets of an instance's own kinds.",
        retention=Retention(event="the type is deleted"),
        plain=("id", "tenant_id", "shared", "name", "field_specs", "created_at"),
    ),
    Entry(
        store=Store.TABLE,
        place="asset_word",
        purpose="Find an asset by the beginnings of its words.",
        retention=Retention(event="the asset is changed or deleted"),
        plain=("tenant_id", "asset_id"),
        personal={_PLACE: ("word",)},
    ),
)
