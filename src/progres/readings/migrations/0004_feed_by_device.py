"""An index by which the worker sees at once whether more of a device waits.

It asks after every batch, and read all that waited: catching up with a hundred thousand
rows was two hundred times a hundred thousand. Locks: alarm_feed against writes, while
what waits is sorted. Code before and after works with and
without it.
"""

from django.db import migrations

from progres.database.rls import sql

INDEX = """
-- Serves the question whether a device has more values to judge, as its watch ends.
create index alarm_feed_by_device on alarm_feed (tenant_id, device_id);
"""


class Migration(migrations.Migration):
    dependencies = [("readings", "0003_deliveries")]

    operations = [sql(INDEX, "drop index alarm_feed_by_device")]
