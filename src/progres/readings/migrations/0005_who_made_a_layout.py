"""A device type may make so many layouts and no more, also after a restart.

Which type made a layout stands beside it; those made before are nobody's. Expand only:
the code before writes no type. Locks: layout, for a moment and while its indexes are
made; it has a row per shape, few of them.
"""

from django.db import migrations

from progres.database.rls import sql

FORWARDS = """
alter table layout add column device_type_id int;
-- Serves the count of the layouts that a type has made, before it makes another.
create index layout_by_type on layout (device_type_id);
-- Serves every chart: the layouts that have one of its keys.
create index layout_by_key on layout using gin (keys);
"""

BACKWARDS = """
drop index layout_by_key;
drop index layout_by_type;
alter table layout drop column device_type_id;
"""


class Migration(migrations.Migration):
    dependencies = [("readings", "0004_feed_by_device")]

    operations = [sql(FORWARDS, BACKWARDS)]
