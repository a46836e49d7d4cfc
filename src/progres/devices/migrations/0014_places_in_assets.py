"""Which device hung in which asset from when to when.

The next migration protects the table, before anybody but the owner may touch it, and
keeps what is in it. Locks: device for an instant. The code before goes on working.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

KEY = (
    "id",
    models.AutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    ),
)
TENANT = (
    "tenant",
    models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        to="tenants.tenant",
    ),
)
DEVICE = (
    "device",
    models.ForeignKey(
        on_delete=django.db.models.deletion.DO_NOTHING, to="devices.device"
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0013_places"),
        ("assets", "0004_types_are_protected"),
    ]

    operations = [
        migrations.AddField("device", "asset_since", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="DevicePlace",
            fields=[
                KEY,
                TENANT,
                DEVICE,
                (
                    "asset",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="assets.asset",
                    ),
                ),
                ("device_name", models.CharField(max_length=100)),
                ("asset_name", models.CharField(max_length=100)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={"db_table": "device_place"},
        ),
        migrations.AddConstraint(
            "deviceplace",
            models.UniqueConstraint(
                condition=Q(until=None),
                fields=("device",),
                name="device_place_is_one_at_a_time",
            ),
        ),
    ]
