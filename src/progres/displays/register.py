"""What is stored about wall screens: nothing about people."""

from datetime import timedelta

from progres.kit.datamap import Entry, Retention, Store

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="display_token",
        purpose="Let wall screens show one page; an address itself is not kept, only its"
        " hash.",
        retention=Retention(
            event="it has expired; before, when it is revoked",
            period=timedelta(days=30),
        ),
        plain=(
            *("id", "tenant_id", "name", "prefix", "token_hash", "shown", "device_id"),
            *("created_at", "expires_at", "last_used_at"),
        ),
    ),
)
