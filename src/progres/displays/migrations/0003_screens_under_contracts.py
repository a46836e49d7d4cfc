"""Wall screens show what their instance's people may see, and end with them.

A screen of an archived instance, or of one whose contract is over, shows nothing. None
shows archived instances below, and one of the operator's own no instance that a
contract closes to administrators of the platform. Locks: none.
"""

from django.db import migrations

from progres.database.rls import sql

USE = """
-- Instances whose contract names none of these roles of the operator's staff.
create function closed_to_roles(wanted text[], at timestamptz) returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive begun as (
        select distinct on (c.tenant_id) c.tenant_id, c.operator_roles
        from contract c join tenant h on h.id = c.tenant_id
        where c.starts_on <= (at at time zone h.time_zone)::date
        order by c.tenant_id, c.starts_on desc
    ), tree as (
        select t.id, true as is_open from tenant t where t.parent_id is null
        union all
        select t.id, coalesce(b.operator_roles::text[] && wanted, above.is_open)
        from tree above
        join tenant t on t.parent_id = above.id
        left join begun b on b.tenant_id = t.id
    )
    select coalesce(array_agg(id), '{}') from tree where not is_open
$$;
revoke all on function closed_to_roles(text[], timestamptz) from public;

create or replace function use_display_token(hash bytea, at timestamptz)
returns table (token_id int, lineage int[], subtree int[])
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update display_token d set last_used_at = at
    where d.token_hash = hash and d.expires_at > at
      and (d.last_used_at is null or d.last_used_at < at - interval '1 minute');
    return query
    with closed as (select closed_to_roles(array['platform-admin'], at) as ids)
    select d.id, t.lineage,
        (select array_agg(below.id) from tenant below
            where t.id = any(below.lineage) and below.archived_at is null
              and (t.parent_id is not null or below.id <> all(closed.ids)))
    from display_token d join tenant t on t.id = d.tenant_id cross join closed
    where d.token_hash = hash and d.expires_at > at and t.archived_at is null
      and not exists (
        select from contract_of_tenant(t.id, at) c join tenant h on h.id = c.tenant_id
        where c.ends_on < (at at time zone h.time_zone)::date);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("displays", "0002_narrowed_to_assets"),
        ("tenants", "0007_roles_of_the_operator"),
    ]

    operations = [sql(USE)]
