"""Gateways that connections tell of and nobody registered, to be found and registered.

The front door notes them beside signs of life. Locks: none, the table is new.
The code before goes on working.
"""

import django.db.models.deletion
from django.db import migrations, models

from progres.database.rls import hide_when_narrowed, protect


class Migration(migrations.Migration):
    dependencies = [("gateways", "0005_health_is_protected")]

    operations = [
        migrations.CreateModel(
            name="Unregistered",
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
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tenants.tenant",
                    ),
                ),
                ("gateway_id", models.CharField(max_length=64)),
                ("first_heard_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField()),
            ],
            options={
                "db_table": "unregistered_gateway",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "gateway_id"),
                        name="gateway_is_unregistered_once_per_instance",
                    ),
                ],
            },
        ),
        protect(
            "unregistered_gateway",
            web="select",
            ingest="select, insert, update (heard_at)",
            eraser="select, delete",
        ),
        hide_when_narrowed("unregistered_gateway"),
    ]
