"""Who is limited to assets sees what the devices in them sent and nothing else.

Locks: the tables for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import hide_when_narrowed, narrow_by_device

TABLES = (
    *("latest", "heard", "reading", "reading_late"),
    *("uplink", "delivery", "alarm_feed"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0006_uplinks_of_a_day"),
        ("devices", "0006_narrowed_to_assets"),
    ]

    operations = [*map(narrow_by_device, TABLES), hide_when_narrowed("uplink_count")]
