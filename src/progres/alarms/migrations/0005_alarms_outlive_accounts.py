"""Who has no account any more is told of no alarm; what was acknowledged stays so.

Locks: alarms and recipients for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import ends_with


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0004_alarms_end_with_the_type"),
        ("accounts", "0005_what_ends_with_an_account"),
    ]

    operations = [
        ends_with("alarm", "acknowledged_by_id", "account", "set null"),
        ends_with("alarm_recipient", "user_id", "account", "cascade"),
    ]
