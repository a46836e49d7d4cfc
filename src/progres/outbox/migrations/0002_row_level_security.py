"""Mails belong to an instance; the worker asks a narrow function whose are due.

Locks: the table is new, nothing waits.
"""

from django.db import migrations

from progres.database.rls import protect, sql


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_tables"), ("database", "0001_registry_change")]

    operations = [
        protect("mail", web="select, insert, update", eraser="select, delete"),
        sql(
            """
            create function tenants_with_due_mail(at timestamptz) returns int[]
            language sql stable security definer set search_path = public, pg_temp as $$
                select coalesce(array_agg(distinct tenant_id), '{}')
                from (
                    select tenant_id from mail
                    where sent_at is null and given_up_at is null and due_at <= at
                    order by due_at limit 1000
                ) due
            $$;
            revoke all on function tenants_with_due_mail(timestamptz) from public;
            grant execute on function tenants_with_due_mail(timestamptz) to progres_web;
            """,
            "drop function tenants_with_due_mail(timestamptz)",
        ),
    ]
