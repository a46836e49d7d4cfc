"""A key reaches the instance it was made for, with some or all of its user's rights.

So far a key's instance was its user's own; it stays so for the keys there are. Whose
key reaches an instance is seen there, also somebody from above.
Locks: the keys for an instant, to add a column without default, and the accounts. The code before goes
on working: it asks the function for fewer columns, and makes keys with all rights.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from progres.database.rls import IN_SCOPE, sql

USE = """
drop function use_api_key(bytea, timestamptz);
create function use_api_key(hash bytea, at timestamptz)
returns table (user_id int, tenant_id int, read_only boolean, permissions text[],
    expires_at timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update api_key k set last_used_at = at
    where k.key_hash = hash and (k.expires_at is null or k.expires_at > at)
      and (k.last_used_at is null or k.last_used_at < at - interval '1 minute');
    return query
    select k.user_id, k.tenant_id, k.read_only, k.permissions::text[], k.expires_at
    from api_key k join account a on a.id = k.user_id
    where k.key_hash = hash and a.is_active
      and (k.expires_at is null or k.expires_at > at);
end $$;
revoke all on function use_api_key(bytea, timestamptz) from public;
grant execute on function use_api_key(bytea, timestamptz) to progres_web;
"""

SEEN = f"""
create policy account_seen_by_key on account for select to progres_web
    using (exists (select from api_key k
        where k.user_id = account.id and k.tenant_id = {IN_SCOPE}))
"""  # noqa: S608 constants

BEFORE = """
drop function use_api_key(bytea, timestamptz);
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
revoke all on function use_api_key(bytea, timestamptz) from public;
grant execute on function use_api_key(bytea, timestamptz) to progres_web;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_own_roles")]

    operations = [
        migrations.AddField(
            "apikey",
            "permissions",
            ArrayField(models.CharField(max_length=40), null=True),
        ),
        sql(USE, BEFORE),
        sql(SEEN, "drop policy account_seen_by_key on account"),
    ]
