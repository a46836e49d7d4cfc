"""Devices belong to an instance; device types show downwards when shared.

Locks: the tables are new, nothing waits.
"""

from django.db import migrations

from progres.database.rls import IN_ANCESTORS, IN_SCOPE, changes_registry, protect


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_tables"), ("tenants", "0002_row_level_security")]

    operations = [
        protect(
            "device_type",
            web="select, insert, update, delete",
            ingest="select",
            visible=f"tenant_id = {IN_SCOPE} or (shared and tenant_id = {IN_ANCESTORS})",
            writable=f"tenant_id = {IN_SCOPE}",
        ),
        protect(
            "device",
            web="select, insert, update",
            ingest="select",
            eraser="select, delete",
        ),
        protect("device_word", web="select, insert, delete", eraser="select, delete"),
        protect(
            "device_key",
            web="select, insert, update, delete",
            eraser="select, delete",
        ),
        changes_registry("device_type"),
        changes_registry("device"),
    ]
