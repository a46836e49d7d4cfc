"""A watch has always begun; the eraser removes alarms with their device.

Locks: alarm_watch is scanned under an exclusive lock, it holds a row per value that is
out of its limits right now. Old code keeps working: it never wrote a watch without a
beginning.
"""

from django.db import migrations, models

from progres.database.rls import sql

TABLES = ("alarm_rule", "alarm_recipient", "alarm_watch", "alarm", "alarm_feed")


class Migration(migrations.Migration):
    dependencies = [("alarms", "0002_row_level_security")]

    operations = [
        migrations.AlterField("watch", "exceeded_since", models.DateTimeField()),
        *(
            sql(
                f"grant select, delete on {table} to progres_eraser;"
                f" create policy {table}_eraser on {table} to progres_eraser"
                " using (true)",
                f"drop policy {table}_eraser on {table};"
                f" revoke select, delete on {table} from progres_eraser",
            )
            for table in TABLES
        ),
    ]
