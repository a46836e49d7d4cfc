"""Instances are seen by those who act in them or above; a trigger keeps the lineage.

Locks: the table is new, nothing waits.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, changes_registry, protect, sql


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_tables"), ("database", "0001_registry_change")]

    operations = [
        protect(
            "tenant",
            # The lineage is the trigger's; moving an instance will be a function's.
            web="select, insert, update (name, short_name, language, time_zone)",
            ingest="select",
            visible=f"id = {IN_SCOPE} or parent_id = {IN_SCOPE}",
        ),
        changes_registry("tenant"),
        sql(
            """
            create function fill_tenant_lineage() returns trigger
            language plpgsql security definer set search_path = public, pg_temp as $$
            begin
                new.lineage := coalesce(
                    (select lineage from tenant where id = new.parent_id), '{}'
                ) || new.id;
                return new;
            end $$;
            revoke all on function fill_tenant_lineage() from public;
            create trigger tenant_has_lineage before insert on tenant
            for each row execute function fill_tenant_lineage();
            """,
            "drop trigger tenant_has_lineage on tenant;"
            " drop function fill_tenant_lineage()",
        ),
    ]
