"""Entries can be added and read by the application, never changed or deleted.

Locks: the table is new, nothing waits.
"""

from django.db import migrations

from progres.database.rls import protect


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables"), ("database", "0001_registry_change")]

    operations = [
        protect("audit_entry", web="select, insert", eraser="select, update, delete")
    ]
