"""The worker uses procrastinate's tables, which hold no data of instances.

Locks: the tables are new, nothing waits.
"""

from django.db import migrations

from progres.database.rls import shared_table

TABLES = (
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)


class Migration(migrations.Migration):
    dependencies = [
        ("database", "0001_registry_change"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        shared_table(table, web="select, insert, update, delete") for table in TABLES
    ]
