"""The way to rights tells what composed roles may, and support opens nothing from above.

Asking for composed roles afterwards cost a query more, and three where a role is limited
to assets. Seen from an instance above, one that is opened for support was in the scope
like any other, and with it the rights that would outlast the access; the instance
switcher leads there instead. Locks: none. The code before cannot ask for rights
afterwards: stop it first.
"""

from django.db import migrations

from progres.database.rls import sql

RIGHTS = """
drop function rights_of_account(int, int, timestamptz);
-- Where an account may act that wants to act in an instance, and in which roles: its
-- own and those granted, each in its instance and below. Told apart are roles in an
-- instance whose contract is over, which only look, and those of the operator's staff
-- where they see no more than how things stand, or look in for support; in the scope
-- are neither such instances nor archived ones, unless it is there that the account
-- wants to act. Roles that are limited to assets count only where there is no other;
-- then the assets are told, too. Of roles that an instance at or above composed the
-- rights are told by slug.
create function rights_of_account(account_id int, wanted int, at timestamptz)
returns table (lineage int[], subtree int[], named int[], roles text[],
    ended_roles text[], outside_roles text[], support_roles text[], assets int[],
    archived boolean, composed jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
    with supported as (
        select coalesce(array_agg(t.id), '{}') as ids
        from support_access s join tenant t on s.tenant_id = any(t.lineage)
        where s.user_id = account_id and s.ended_at is null and s.ends_at > at
    ),
    closed as (
        select closed_tenants(account_id, at)
            || case when wanted = any(supported.ids) then '{}' else supported.ids end
            as ids
        from supported
    ),
    mine as (
        select a.tenant_id, a.role, a.asset_id from account a
        where a.id = account_id and a.is_active
        union all
        select g.tenant_id, g.role, g.asset_id
        from access_grant g join account a on a.id = g.user_id
        where g.user_id = account_id and a.is_active
          and (g.expires_at is null or g.expires_at > at)
    ),
    here as (
        select mine.* from mine join tenant t on mine.tenant_id = any(t.lineage)
        where t.id = wanted
    ),
    held as (
        select here.role, here.asset_id,
            exists (
                select from contract_of_tenant(here.tenant_id, at) c
                join tenant h on h.id = c.tenant_id
                where c.ends_on < (at at time zone h.time_zone)::date) as is_over,
            wanted = any(closed.ids) and exists (
                select from tenant top
                where top.id = here.tenant_id and top.parent_id is null) as is_outside,
            exists (
                select from tenant top
                join support_access s on s.user_id = account_id
                    and s.ended_at is null and s.ends_at > at
                join tenant t on t.id = wanted and s.tenant_id = any(t.lineage)
                where top.id = here.tenant_id and top.parent_id is null) as is_support
        from here cross join closed
        where here.asset_id is null
           or not exists (select from here other where other.asset_id is null)
    )
    select t.lineage,
        (select coalesce(array_agg(below.id), '{}') from tenant below
            where t.id = any(below.lineage)
              and (below.archived_at is null or t.archived_at is not null)
              and (t.id = any(closed.ids) or below.id <> all(closed.ids))),
        (select coalesce(array_agg(below.id), '{}') from tenant below
            where t.id = any(below.lineage) and below.archived_at is null
              and t.id <> all(closed.ids) and below.id = any(closed.ids)),
        coalesce(array_agg(held.role) filter (
            where not held.is_over and not held.is_outside and not held.is_support), '{}'),
        coalesce(array_agg(held.role) filter (
            where held.is_over and not held.is_outside), '{}'),
        coalesce(array_agg(held.role) filter (where held.is_outside), '{}'),
        coalesce(array_agg(held.role) filter (
            where held.is_support and not held.is_over and not held.is_outside), '{}'),
        array_agg(held.asset_id) filter (where held.asset_id is not null),
        t.archived_at is not null,
        (select coalesce(jsonb_object_agg('role-' || o.id, o.permissions), '{}')
            from own_role o where o.tenant_id = any(t.lineage)
              and 'role-' || o.id in (select role from held))
    from held
    cross join closed
    join tenant t on t.id = wanted
    group by t.id, t.lineage, t.archived_at, closed.ids
$$;
revoke all on function rights_of_account(int, int, timestamptz) from public;
grant execute on function rights_of_account(int, int, timestamptz) to progres_web;
"""

HOMES = """
-- The instances at the top of what an account may act in, and those that it was let
-- into for support.
create or replace function homes_of_account(account_id int, at timestamptz)
returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select array_agg(distinct held.tenant_id) from (
        select tenant_id from account where id = account_id and is_active
        union all
        select g.tenant_id from access_grant g join account a on a.id = g.user_id
        where g.user_id = account_id and a.is_active
          and (g.expires_at is null or g.expires_at > at)
        union all
        select s.tenant_id from support_access s join account a on a.id = s.user_id
        where s.user_id = account_id and a.is_active
          and s.ended_at is null and s.ends_at > at
    ) held
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0026_uses_of_a_role")]

    operations = [sql(RIGHTS, ""), sql(HOMES, "")]
