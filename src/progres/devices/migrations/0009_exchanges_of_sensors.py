"""A device keeps what it is while another sensor takes the place of the one before.

Locks: the table is new, nothing waits. The code before goes on working.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0008_tags_and_attributes"),
        ("tenants", "0002_row_level_security"),
    ]

    operations = [
        migrations.CreateModel(
            "SensorExchange",
            [
                (
                    "id",
                    models.AutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("moment", models.DateTimeField()),
                ("noted_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=20)),
                ("note", models.CharField(max_length=500, blank=True)),
                ("dev_eui", models.CharField(max_length=16)),
                ("join_eui", models.CharField(max_length=16, blank=True)),
                ("serial_number", models.CharField(max_length=60, blank=True)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="devices.device",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={"db_table": "sensor_exchange"},
        ),
    ]
