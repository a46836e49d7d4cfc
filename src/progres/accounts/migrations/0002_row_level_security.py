"""What sign-in and keys may look up before a scope exists, and nothing more.

Accounts, sessions and allauth's addresses are shared tables (docs/decisions/0003).
Locks: the tables are new, nothing waits.
"""

from django.db import migrations

from progres.database.rls import protect, shared_table, sql

FUNCTIONS = """
create function reach_of_account(account_id int, wanted int)
returns table (lineage int[], subtree int[])
language sql stable security definer set search_path = public, pg_temp as $$
    select t.lineage,
        (select array_agg(below.id) from tenant below where t.id = any(below.lineage))
    from account a join tenant t on a.tenant_id = any(t.lineage)
    where a.id = account_id and a.is_active and t.id = wanted
$$;

create function use_api_key(hash bytea, at timestamptz)
returns table (user_id int, read_only boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update api_key k set last_used_at = at
    where k.key_hash = hash
      and (k.last_used_at is null or k.last_used_at < at - interval '1 minute');
    return query
    select k.user_id, k.read_only from api_key k join account a on a.id = k.user_id
    where k.key_hash = hash and a.is_active
      and (k.expires_at is null or k.expires_at > at);
end $$;

revoke all on function reach_of_account(int, int) from public;
revoke all on function use_api_key(bytea, timestamptz) from public;
grant execute on function reach_of_account(int, int) to progres_web;
grant execute on function use_api_key(bytea, timestamptz) to progres_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("tenants", "0002_row_level_security"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        protect("api_key", web="select, insert, delete", eraser="select, delete"),
        shared_table(
            "account", web="select, insert, update", eraser="select, update, delete"
        ),
        shared_table("django_session", web="select, insert, update, delete"),
        shared_table("account_emailaddress", web="select, insert, update, delete"),
        shared_table("django_migrations", web="select", ingest="select"),
        sql(
            FUNCTIONS,
            "drop function use_api_key(bytea, timestamptz);"
            " drop function reach_of_account(int, int)",
        ),
    ]
