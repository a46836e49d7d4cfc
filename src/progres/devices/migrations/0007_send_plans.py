"""A device type says when its devices send, and which LoRaWAN they speak.

Locks: device_type for an instant, the new columns have constant defaults. The code
before goes on working.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0006_narrowed_to_assets")]

    operations = [
        migrations.AddField("devicetype", "send_plan", models.JSONField(null=True)),
        migrations.AddField(
            "devicetype",
            "lorawan_version",
            models.CharField(max_length=10, blank=True, db_default=""),
        ),
        migrations.AddField(
            "devicetype",
            "lorawan_class",
            models.CharField(max_length=1, default="A", db_default="A"),
        ),
        migrations.AddConstraint(
            "devicetype",
            models.CheckConstraint(
                condition=models.Q(lorawan_class__in=["A", "B", "C"]),
                name="device_type_is_of_a_class_of_lorawan",
            ),
        ),
    ]
