"""Who is limited to assets sees what the devices in them sent and nothing else.

Locks: the tables for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import narrow_by_device

TABLES = (
    *("latest", "heard", "reading", "reading_late"),
    *("uplink", "delivery", "alarm_feed"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0005_who_made_a_layout"),
        ("devices", "0005_narrowed_to_assets"),
    ]

    operations = [*map(narrow_by_device, TABLES)]
