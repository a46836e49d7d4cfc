"""How much is in instances, and how many uplinks they have had today.

The worker counts uplinks; each run reads only what came in since the last one, by the
index of connections: the front door is not asked and pays nothing. Locks: none, the table is new.
"""

from django.db import migrations

from progres.database.rls import protect, sql

TABLE = """
-- The day is that of the instance; of days before nothing is kept.
create table uplink_count (
    tenant_id int primary key references tenant on delete cascade,
    day date not null,
    uplinks int not null,
    counted_until timestamptz not null
);
"""

FUNCTION = """
-- Counts what came in before `until`; says of how many instances.
create function count_uplinks(until timestamptz) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    since timestamptz;
    counted int;
begin
    perform pg_advisory_xact_lock(hashtext('count_uplinks'));
    select greatest(max(counted_until), until - interval '26 hours') into since
    from uplink_count;
    insert into uplink_count as c (tenant_id, day, uplinks, counted_until)
    select distinct on (n.tenant_id) n.tenant_id, n.day, n.uplinks, until
    from (
        select u.tenant_id, (u.received_at at time zone t.time_zone)::date as day,
            count(*)::int as uplinks
        from connection k
        cross join lateral (
            select tenant_id, received_at from uplink
            where connection_id = k.id
              and received_at > since and received_at <= until
        ) u
        join tenant t on t.id = u.tenant_id
        group by u.tenant_id, 2
    ) n
    order by n.tenant_id, n.day desc
    on conflict (tenant_id) do update set
        day = excluded.day,
        uplinks = excluded.uplinks
            + case when c.day = excluded.day then c.uplinks else 0 end,
        counted_until = excluded.counted_until;
    get diagnostics counted = row_count;
    return counted;
end $$;
revoke all on function count_uplinks(timestamptz) from public;
grant execute on function count_uplinks(timestamptz) to progres_web;
"""

COUNTS = """
-- How much is in instances in scope and all below them in scope. As the owner, because
-- a policy asks of every device whether its instance is one of thousands.
create function counts_in_tenants(wanted int[], at timestamptz)
returns table (tenant_id int, devices int, users int, invitations int, uplinks int,
    has_below boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    with scope as materialized (
        select unnest(coalesce(
            nullif(current_setting('progres.tenants', true), ''), '{}')::int[]) as id
    ), below as materialized (
        select a.id as top, t.id, t.time_zone
        from tenant t cross join unnest(t.lineage) a (id)
        where a.id = any(wanted)
          and t.id in (select id from scope) and a.id in (select id from scope)
    ), covered as materialized (
        select distinct id from below
    ), d as (
        select x.tenant_id, count(*) as n from device x join covered c on c.id = x.tenant_id
        where x.deleted_at is null group by 1
    ), u as (
        select x.tenant_id, count(*) as n from account x join covered c on c.id = x.tenant_id
        group by 1
    ), i as (
        select x.tenant_id, count(*) as n from invitation x
        join covered c on c.id = x.tenant_id group by 1
    )
    select b.top, coalesce(sum(d.n), 0)::int, coalesce(sum(u.n), 0)::int,
        coalesce(sum(i.n), 0)::int, coalesce(sum(k.uplinks), 0)::int,
        bool_or(b.id <> b.top)
    from below b
    left join d on d.tenant_id = b.id
    left join u on u.tenant_id = b.id
    left join i on i.tenant_id = b.id
    left join uplink_count k on k.tenant_id = b.id
        and k.day = (at at time zone b.time_zone)::date
    group by b.top
$$;
revoke all on function counts_in_tenants(int[], timestamptz) from public;
grant execute on function counts_in_tenants(int[], timestamptz) to progres_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0005_who_made_a_layout"),
        ("tenants", "0005_governing_contracts"),
        ("accounts", "0019_accounts_of_contracts"),
    ]

    operations = [
        sql(TABLE, "drop table uplink_count"),
        protect("uplink_count", web="select", eraser="select, delete"),
        sql(FUNCTION, "drop function count_uplinks(timestamptz)"),
        sql(COUNTS, "drop function counts_in_tenants(int[], timestamptz)"),
    ]
