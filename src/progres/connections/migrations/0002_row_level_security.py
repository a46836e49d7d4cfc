"""Connections, their last messages and unassigned uplinks belong to an instance.

Locks: the tables are new, nothing waits.
"""

from django.db import migrations

from progres.database.rls import changes_registry, protect


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0001_tables"),
        ("tenants", "0002_row_level_security"),
    ]

    operations = [
        protect("connection", web="select, insert, update, delete", ingest="select"),
        protect(
            "connection_message",
            web="select, delete",
            ingest="select, insert, delete",
            eraser="select, delete",
        ),
        protect(
            "unassigned_uplink",
            web="select, delete",
            ingest="select, insert, update, delete",
            eraser="select, delete",
        ),
        changes_registry("connection"),
    ]
