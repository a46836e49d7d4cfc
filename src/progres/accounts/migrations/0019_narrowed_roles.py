"""A role can be limited to an asset and all in it, where it is given.

The way to rights now tells what each role is limited to, too.
Locks: the three tables for an instant. The code before cannot ask for rights
afterwards: stop it first.
"""

from django.db import migrations, models

from progres.database.rls import sql

RIGHTS = """
drop function rights_of_account(int, int, timestamptz);
create function rights_of_account(account_id int, wanted int, at timestamptz)
returns table (lineage int[], subtree int[], roles text[], assets int[])
language sql stable security definer set search_path = public, pg_temp as $$
    select t.lineage,
        (select array_agg(below.id) from tenant below where t.id = any(below.lineage)),
        array_agg(held.role order by held.place),
        array_agg(held.asset_id order by held.place)
    from account a
    cross join lateral (
        select 0 as place, a.tenant_id, a.role, a.asset_id
        union all
        select g.id, g.tenant_id, g.role, g.asset_id from access_grant g
        where g.user_id = a.id and (g.expires_at is null or g.expires_at > at)
    ) held
    join tenant t on held.tenant_id = any(t.lineage)
    where a.id = account_id and a.is_active and t.id = wanted
    group by t.id, t.lineage
$$;
revoke all on function rights_of_account(int, int, timestamptz) from public;
grant execute on function rights_of_account(int, int, timestamptz) to progres_web;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_single_sign_on")]

    operations = [
        *(
            migrations.AddField(model, "asset_id", models.IntegerField(null=True))
            for model in ("user", "invitation", "grant")
        ),
        sql(RIGHTS, ""),
    ]
