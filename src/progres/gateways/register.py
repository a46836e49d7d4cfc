"""What is stored about gateways."""

from progres.kit.datamap import Entry, Retention, Store

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="gateway",
        purpose="Know which gateway heard a device, and where it stands.",
        retention=Retention(event="the gateway is deleted"),
        plain=(
            *("id", "tenant_id", "shared", "gateway_id", "name", "latitude"),
            *("longitude", "created_at"),
        ),
    ),
)
