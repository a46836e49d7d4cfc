"""Rules, recipients, watches and alarms belong to an instance.

A recipient confirms by a mailed link, before any scope exists: a narrow function.
Locks: the tables are new, nothing waits.
"""

from django.db import migrations

from progres.database.rls import changes_registry, protect, sql


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0001_tables"),
        ("accounts", "0002_row_level_security"),
        ("devices", "0002_row_level_security"),
        ("readings", "0001_readings"),
    ]

    operations = [
        *(
            protect(table, web="select, insert, update, delete", ingest=ingest)
            for table, ingest in (
                ("alarm_rule", "select"),
                ("alarm_recipient", ""),
                ("alarm_watch", ""),
                ("alarm", ""),
            )
        ),
        changes_registry("alarm_rule"),
        sql(
            """
            create function tenant_of_recipient(hash bytea) returns int
            language sql stable security definer set search_path = public, pg_temp as $$
                select tenant_id from alarm_recipient where token_hash = hash
            $$;
            revoke all on function tenant_of_recipient(bytea) from public;
            grant execute on function tenant_of_recipient(bytea) to progres_web;
            """,
            "drop function tenant_of_recipient(bytea)",
        ),
    ]
