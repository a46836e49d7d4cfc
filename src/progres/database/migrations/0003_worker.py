"""The worker says that it lives, and may put jobs into procrastinate's tables.

Locks: the table is new, the grants wait for nothing.
"""

from django.db import migrations

from progres.database.rls import shared_table, sql

SEQUENCES = (
    "procrastinate_jobs_id_seq",
    "procrastinate_events_id_seq",
    "procrastinate_periodic_defers_id_seq",
)


class Migration(migrations.Migration):
    dependencies = [("database", "0002_jobs")]

    operations = [
        sql(
            """
            -- One row: when the worker was last seen alive, by its own word.
            create table worker_heartbeat (
                id int primary key default 1,
                beat_at timestamptz not null,
                started_at timestamptz not null,
                constraint worker_heartbeat_is_one_row check (id = 1)
            )
            """,
            "drop table worker_heartbeat",
        ),
        shared_table("worker_heartbeat", web="select, insert, update", ingest="select"),
        *(
            sql(
                f"grant usage on sequence {name} to progres_web",
                f"revoke usage on sequence {name} from progres_web",
            )
            for name in SEQUENCES
        ),
    ]
