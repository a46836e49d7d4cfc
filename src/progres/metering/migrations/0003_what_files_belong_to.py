"""Files end with the asset, device, measuring point or meter to which they belong.

Here, because this domain knows all of them. Who is limited to assets sees the files of
these alone, of devices in them and of what is measured there. Locks: the tables for an
instant; the one of files is new. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import IN_ASSETS, narrow, sql

OWNERS = {
    "asset_id": "asset",
    "device_id": "device",
    "measuring_point_id": "measuring_point",
    "meter_id": "meter",
}
DEVICES = f"select d.id from device d where d.asset_id = {IN_ASSETS}"  # noqa: S608 constants
POINTS = f"select p.id from measuring_point p where p.asset_id = {IN_ASSETS}"  # noqa: S608 constants
REACHED = (
    f"(asset_id = {IN_ASSETS} or device_id = any((array({DEVICES}))::int[])"
    f" or measuring_point_id = any((array({POINTS}))::int[]))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("metering", "0002_row_level_security"),
        ("files", "0001_files"),
    ]

    operations = [
        *(
            sql(
                f"alter table stored_file add constraint"
                f" stored_file_{column}_refers_to_{table} foreign key ({column})"
                f" references {table} on delete cascade",
                f"alter table stored_file drop constraint"
                f" stored_file_{column}_refers_to_{table}",
            )
            for column, table in OWNERS.items()
        ),
        narrow("stored_file", REACHED),
    ]
