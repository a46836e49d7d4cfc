"""A photo that came with an exchange of a sensor is known to be the exchange's.

Locks: sensor_exchange and stored_file for an instant. The code before goes on working:
it does not write the column, and a photo that goes leaves the exchange without one.
"""

import django.db.models.deletion
from django.db import migrations, models

from progres.database.rls import ends_with


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0017_plan_places_are_protected"),
        ("files", "0002_pictures_of_device_types"),
    ]

    operations = [
        migrations.AddField(
            "sensorexchange",
            "photo",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="files.storedfile",
            ),
        ),
        ends_with("sensor_exchange", "photo_id", "stored_file", "set null"),
    ]
