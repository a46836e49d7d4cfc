"""Who is limited to assets sees the alarms of devices in them and nothing else.

Of other people he sees who acknowledged one of these alarms. Rules on types concern
more than his devices. Locks: the tables for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import hide_when_narrowed, narrow, narrow_by_device


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0007_rules_of_moved_instances"),
        ("devices", "0006_narrowed_to_assets"),
    ]

    operations = [
        *map(narrow_by_device, ("alarm", "alarm_watch", "alarm_rule")),
        hide_when_narrowed("alarm_recipient"),
        narrow(
            "account",
            "id = any((array(select a.acknowledged_by_id from alarm a))::int[])",
        ),
    ]
