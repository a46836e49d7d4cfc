"""Deleted devices are listed with who deleted them; moved ones know where they were.

Locks: device for an instant, and while the index is built: a second for a million rows.
The code before goes on working.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from progres.database.rls import ends_with, sql


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0010_exchanges_are_protected"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0005_what_ends_with_an_account"),
    ]

    operations = [
        migrations.AddField(
            "device",
            "deleted_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        ends_with("device", "deleted_by_id", "account", "set null"),
        migrations.AddField(
            "device",
            "former_tenant_ids",
            ArrayField(models.IntegerField(), default=list, db_default=[]),
        ),
        migrations.AddIndex(
            "device",
            models.Index(
                fields=["-deleted_at", "-id"],
                condition=models.Q(("deleted_at", None), _negated=True),
                name="device_by_deletion",
            ),
        ),
        sql("grant update on sensor_exchange to progres_web"),
    ]
