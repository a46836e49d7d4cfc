"""An instance sees how many people of instances above reach it, and in which roles.

Not who they are: their accounts are not seen from below. Of roles that are limited to
an asset only those in scope are told, and nobody to whom the contract closes the
instance. Locks: none.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, sql

FUNCTION = f"""
create function reach_from_above(wanted int, seen int[], at timestamptz)
returns table (role text, people bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select held.role, count(distinct held.user_id)
    from tenant t
    join (
        select a.id as user_id, a.tenant_id, a.role from account a
        where a.is_active and a.asset_id is null
        union all
        select g.user_id, g.tenant_id, g.role
        from access_grant g join account a on a.id = g.user_id
        where a.is_active and g.asset_id is null
          and (g.expires_at is null or g.expires_at > at)
    ) held on held.tenant_id = any(t.lineage)
    where t.id = wanted and t.id = {IN_SCOPE} and held.tenant_id <> all(seen)
      and wanted <> all(closed_tenants(held.user_id, at))
    group by held.role order by held.role
$$;
revoke all on function reach_from_above(int, int[], timestamptz) from public;
grant execute on function reach_from_above(int, int[], timestamptz) to progres_web;
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [("accounts", "0023_narrowed_roles")]

    operations = [
        sql(FUNCTION, "drop function reach_from_above(int, int[], timestamptz)")
    ]
