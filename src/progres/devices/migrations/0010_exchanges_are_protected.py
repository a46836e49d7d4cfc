"""Exchanges of sensors belong to an instance, and end with their device.

Locks: the table is new, nothing waits. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import ends_with, narrow_by_device, protect


class Migration(migrations.Migration):
    dependencies = [("devices", "0009_exchanges_of_sensors")]

    operations = [
        ends_with("sensor_exchange", "device_id", "device", "cascade"),
        protect(
            "sensor_exchange",
            web="select, insert, delete",
            eraser="select, delete",
        ),
        narrow_by_device("sensor_exchange"),
    ]
