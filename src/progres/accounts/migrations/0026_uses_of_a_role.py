"""Whether a composed role is in use is told of everything at and below its instance.

Also of archived instances, and of those that a contract closes to who asks: a role that
was deleted there would take people's rights without a word. Locks: none.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, sql

USES = f"""
create function uses_of_role(wanted int) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select (select count(*) from account where role = r.slug)
        + (select count(*) from invitation where role = r.slug)
        + (select count(*) from access_grant where role = r.slug)
        + (select count(*) from contract where r.slug = any(operator_roles))
    from (select id, 'role-' || id as slug from own_role
        where id = wanted and tenant_id = {IN_SCOPE}) r
$$;
revoke all on function uses_of_role(int) from public;
grant execute on function uses_of_role(int) to progres_web;
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [("accounts", "0025_reach_of_providers")]

    operations = [sql(USES, "drop function uses_of_role(int)")]
