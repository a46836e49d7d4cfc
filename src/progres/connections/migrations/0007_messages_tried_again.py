"""A rejected message can be handed to the front door again.

A person asks for it, and the front door, which alone can read messages, does it.
Locks: the table for an instant, to add a column without a default; the index is partial
and empty. The code before goes on working.
"""

from django.db import migrations, models

from progres.database.rls import sql


class Migration(migrations.Migration):
    dependencies = [("connections", "0006_mqtt")]

    operations = [
        migrations.AddField("message", "again_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["id"],
                condition=models.Q(again_at__isnull=False),
                name="message_to_be_tried_again",
            ),
        ),
        sql(
            "grant update (again_at) on connection_message to progres_web",
            "revoke update (again_at) on connection_message from progres_web",
        ),
    ]
