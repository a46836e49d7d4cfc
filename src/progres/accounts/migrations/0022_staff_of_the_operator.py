"""Operator's staff in instances of customers: by contract, or for support.

A contract names the roles of the operator's staff that work in its instances daily; one
of a self-run instance names none. Whose role is not named sees there how things stand
and no readings, persons or addresses, unless support access is open. Instances in which
somebody sees no more than that are not in the scope, but of pages about instances.
Locks: support accesses for an instant. The code before goes on working until it asks
for rights: stop it first.
"""

from django.db import migrations

from progres.database.rls import IN_ANCESTORS, IN_SCOPE, ends_with, sql

SEEN = f"""
create policy account_seen_as_support on account for select to progres_web
    using (exists (select from support_access s
        where s.user_id = account.id
          and (s.tenant_id = {IN_SCOPE} or s.tenant_id = {IN_ANCESTORS})))
"""  # noqa: S608 constants

CLOSED = """
-- Instances in which an account of the operator's staff sees only how things stand:
-- their contract does not name its role, and no support access of its is open.
create function closed_tenants(account_id int, at timestamptz) returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive staff as (
        select array_agg(held.role) as roles from (
            select a.tenant_id, a.role from account a where a.id = account_id
            union all
            select g.tenant_id, g.role from access_grant g
            where g.user_id = account_id and (g.expires_at is null or g.expires_at > at)
        ) held join tenant t on t.id = held.tenant_id and t.parent_id is null
        having count(*) > 0
    ), begun as (
        select distinct on (c.tenant_id) c.tenant_id, c.operator_roles
        from contract c join tenant h on h.id = c.tenant_id
        where c.starts_on <= (at at time zone h.time_zone)::date
        order by c.tenant_id, c.starts_on desc
    ), tree as (
        select t.id, true as is_open from tenant t, staff where t.parent_id is null
        union all
        select t.id, coalesce(b.operator_roles && staff.roles, above.is_open)
        from tree above
        join tenant t on t.parent_id = above.id
        left join begun b on b.tenant_id = t.id
        cross join staff
    ), supported as (
        select distinct t.id from support_access s join tenant t
            on s.tenant_id = any(t.lineage)
        where s.user_id = account_id and s.ended_at is null and s.ends_at > at
    )
    select coalesce(array_agg(id), '{}') from tree
    where not is_open and id not in (select id from supported)
$$;
revoke all on function closed_tenants(int, timestamptz) from public;
"""

RIGHTS = """
drop function rights_of_account(int, int, timestamptz);
-- Where an account may act that wants to act in an instance, and in which roles: its
-- own and those granted, each in its instance and below. Told apart are roles in an
-- instance whose contract is over, which only look, and those of the operator's staff
-- where they see no more than how things stand; in the scope are neither such
-- instances nor archived ones, unless it is there that the account wants to act.
create function rights_of_account(account_id int, wanted int, at timestamptz)
returns table (lineage int[], subtree int[], named int[], roles text[],
    ended_roles text[], outside_roles text[], archived boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    with closed as (select closed_tenants(account_id, at) as ids)
    select t.lineage,
        (select coalesce(array_agg(below.id), '{}') from tenant below
            where t.id = any(below.lineage)
              and (below.archived_at is null or t.archived_at is not null)
              and (t.id = any(closed.ids) or below.id <> all(closed.ids))),
        (select coalesce(array_agg(below.id), '{}') from tenant below
            where t.id = any(below.lineage) and below.archived_at is null
              and t.id <> all(closed.ids) and below.id = any(closed.ids)),
        coalesce(array_agg(held.role) filter (
            where not held.is_over and not held.is_outside), '{}'),
        coalesce(array_agg(held.role) filter (
            where held.is_over and not held.is_outside), '{}'),
        coalesce(array_agg(held.role) filter (where held.is_outside), '{}'),
        t.archived_at is not null
    from account a
    cross join closed
    cross join lateral (
        select mine.*, exists (
                select from contract_of_tenant(mine.tenant_id, at) c
                join tenant h on h.id = c.tenant_id
                where c.ends_on < (at at time zone h.time_zone)::date) as is_over,
            wanted = any(closed.ids) and exists (
                select from tenant top
                where top.id = mine.tenant_id and top.parent_id is null) as is_outside
        from (
            select a.tenant_id, a.role
            union all
            select g.tenant_id, g.role from access_grant g
            where g.user_id = a.id and (g.expires_at is null or g.expires_at > at)
        ) mine
    ) held
    join tenant t on held.tenant_id = any(t.lineage)
    where a.id = account_id and a.is_active and t.id = wanted
    group by t.id, t.lineage, t.archived_at, closed.ids
$$;
revoke all on function rights_of_account(int, int, timestamptz) from public;
grant execute on function rights_of_account(int, int, timestamptz) to progres_web;

-- Which of the operator's roles work daily in an instance in scope; null without a
-- contract that has begun.
create function operator_roles_in(wanted int, at timestamptz) returns text[]
language sql stable security definer set search_path = public, pg_temp as $$
    select c.operator_roles from contract_of_tenant(wanted, at) c
    join tenant h on h.id = c.tenant_id
    where wanted = {IN_SCOPE} and c.starts_on <= (at at time zone h.time_zone)::date
$$;
revoke all on function operator_roles_in(int, timestamptz) from public;
grant execute on function operator_roles_in(int, timestamptz) to progres_web;
""".replace("{IN_SCOPE}", IN_SCOPE)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0021_support_access"),
        ("tenants", "0007_roles_of_the_operator"),
    ]

    operations = [
        ends_with("support_access", "user_id", "account", "set null"),
        sql(SEEN),
        sql(CLOSED),
        sql(RIGHTS),
    ]
