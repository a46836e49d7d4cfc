"""What the front door must know about has changed: a row for every such statement.

A table of rows and not a counter, because a counter would make writers wait for each
other. The registry compares number and sum of the visible rows (ingest/registry.py).
Locks: none, the table is new.
"""

from django.db import migrations

from progres.database.rls import shared_table, sql


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        sql(
            """
            create table registry_change (
                id bigint generated always as identity primary key,
                at timestamptz not null default now()
            );
            create function note_registry_change() returns trigger
            language plpgsql security definer set search_path = public, pg_temp as $$
            begin
                insert into registry_change default values;
                return null;
            end $$;
            revoke all on function note_registry_change() from public;
            """,
            "drop function note_registry_change(); drop table registry_change",
        ),
        shared_table("registry_change", web="select, delete", ingest="select"),
    ]
