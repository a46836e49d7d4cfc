"""A device type knows the profile that the QR codes of its devices name.

Locks: device_type for an instant, the new column has a constant default. The code
before goes on working.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0011_deleted_and_moved")]

    operations = [
        migrations.AddField(
            "devicetype",
            "profile_id",
            models.CharField(max_length=8, blank=True, db_default=""),
        ),
    ]
