"""Devices bear tags, and attributes that people name as they like.

Locks: device for an instant, the new columns have constant defaults. The code before
goes on working.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0007_send_plans")]

    operations = [
        migrations.AddField(
            "device",
            "tags",
            ArrayField(models.CharField(max_length=40), default=list, db_default=[]),
        ),
        migrations.AddField(
            "device", "attributes", models.JSONField(default=dict, db_default={})
        ),
    ]
