"""What is stored about instances: organisations, not people."""

from progres.kit.datamap import Entry, Retention, Store

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="tenant",
        purpose="Keep the data of organisations apart.",
        retention=Retention(event="the instance is deleted"),
        plain=(
            *("id", "parent_id", "lineage", "name", "short_name", "language"),
            *("time_zone", "created_at"),
        ),
    ),
)
