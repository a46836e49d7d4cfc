"""What is stored of files, which may show people, their homes and their names."""

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

_CONTENT = Personal(
    kind=Kind.FILE,
    subjects=(Subject.RESIDENT, Subject.CONTACT),
    purpose="Find a place and what was done there: plans, records, photos.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
    receivers=(Receiver.INSTANCES_ABOVE,),
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="stored_file",
        purpose="Keep files, plans and photos with assets, devices, their types and "
        "meters.",
        retention=Retention(
            event="it came for an exchange that was never noted; any other goes when it "
            "or what it belongs to is deleted",
            period=timedelta(days=1),
        ),
        plain=(
            *("id", "tenant_id", "asset_id", "device_id", "device_type_id"),
            *(
                "measuring_point_id",
                "meter_id",
                "use",
                "media_type",
                "size",
                "width",
                "height",
            ),
            *("created_at", "unused_since"),
        ),
        personal={
            _CONTENT: ("name", "caption", "taken_on", "content", "thumbnail"),
        },
    ),
)
