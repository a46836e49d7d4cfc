"""Instances compose roles of their own, which hold there and below.

Locks: the table is new, nothing waits. The code before goes on working; whoever was
given such a role has no rights in it.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from progres.database.rls import IN_ANCESTORS, IN_SCOPE, protect, sql


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_reset_wishes")]

    operations = [
        migrations.CreateModel(
            name="OwnRole",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("description", models.CharField(max_length=300)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "own_role",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("tenant"),
                        django.db.models.functions.text.Lower("name"),
                        name="own_role_is_named_once_per_instance",
                    )
                ],
            },
        ),
        protect(
            "own_role",
            web="select, insert, update, delete",
            eraser="select, delete",
            visible=f"tenant_id = {IN_SCOPE} or tenant_id = {IN_ANCESTORS}",
            writable=f"tenant_id = {IN_SCOPE}",
        ),
        # What shows from above can be neither taken over nor deleted from below.
        *(
            sql(
                f"create policy own_role_is_changed_at_home_{verb} on own_role"
                f" as restrictive for {verb} to progres_web using (tenant_id = {IN_SCOPE})"
            )
            for verb in ("update", "delete")
        ),
    ]
