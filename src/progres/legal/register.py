"""What is stored of public texts: nothing about people but what the operator writes."""

from progres.kit.datamap import Entry, Retention, Store

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="legal_text",
        purpose="Tell everybody who operates the platform and what becomes of data.",
        retention=Retention(event="the installation is removed"),
        plain=("id", "kind", "language", "version", "body", "published_at"),
    ),
)
