"""Connections and what they bring concern a whole instance, and nobody who is limited to assets.

Locks: the tables for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import hide_when_narrowed


class Migration(migrations.Migration):
    dependencies = [("connections", "0004_facts_of_notes")]

    operations = [
        *map(
            hide_when_narrowed,
            (
                "connection",
                "connection_message",
                "unassigned_uplink",
            ),
        )
    ]
