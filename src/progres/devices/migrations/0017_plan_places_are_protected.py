"""Places on plans are seen with the asset, and end with it or with the device.

Locks: plan_place alone, which is empty. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import IN_ASSETS, ends_with, narrow, protect


class Migration(migrations.Migration):
    dependencies = [("devices", "0016_plan_places")]

    operations = [
        ends_with("plan_place", "asset_id", "asset", "cascade"),
        ends_with("plan_place", "device_id", "device", "cascade"),
        protect(
            "plan_place",
            web="select, insert, update, delete",
            eraser="select, delete",
        ),
        narrow("plan_place", f"asset_id = {IN_ASSETS}"),
    ]
