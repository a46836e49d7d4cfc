"""Details, documents, incidents and disclosures go with their instance.

Locks: the tables for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import ends_with


class Migration(migrations.Migration):
    dependencies = [("privacy", "0007_incidents")]

    operations = [
        ends_with("privacy_details", "tenant_id", "tenant", "cascade"),
        ends_with("document_version", "tenant_id", "tenant", "cascade"),
        ends_with("privacy_incident", "tenant_id", "tenant", "cascade"),
        ends_with("disclosure", "tenant_id", "tenant", "cascade"),
    ]
