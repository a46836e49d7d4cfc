"""Occupancies belong to an instance, and nobody consumes where another one does.

Hidden from roles that end at an asset. Locks: the tables are new, nothing waits. The
code before goes on working.
"""

from django.db import migrations

from progres.database.rls import ends_with, hide_when_narrowed, protect, sql

# Ranges of one number stand for equality, which GiST has not without an extension.
NO_OVERLAP = """
alter table occupancy add constraint occupancy_is_alone_at_its_point
exclude using gist (
    int4range(measuring_point_id, measuring_point_id, '[]') with &&,
    tstzrange(since, until) with &&)
"""


class Migration(migrations.Migration):
    dependencies = [("metering", "0005_occupancies")]

    operations = [
        ends_with("occupancy", "measuring_point_id", "measuring_point", "cascade"),
        ends_with("occupancy", "user_id", "account", "set null"),
        ends_with("occupancy_word", "occupancy_id", "occupancy", "cascade"),
        sql(
            NO_OVERLAP,
            "alter table occupancy drop constraint occupancy_is_alone_at_its_point",
        ),
        protect(
            "occupancy",
            web="select, insert, update, delete",
            eraser="select, delete",
        ),
        protect(
            "occupancy_word", web="select, insert, delete", eraser="select, delete"
        ),
        hide_when_narrowed("occupancy"),
        hide_when_narrowed("occupancy_word"),
    ]
