"""Which gateway hears which device, summed up over seven days, a row a pair.

Pages of gateways read 14,000 rows where they added up 90,000 and looked for other
gateways of each device. Summed up with each hour that is counted, of the devices heard
in it, and once a day of all. Locks: hearing for the moment in which its index by gateway
goes, which nothing asks any more; what is known is summed up here, a second for each
million rows or two. The code before goes on working; it asks slowly.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, narrow_by_device, protect, sql

TABLE = """
-- Means in dBm and dB over the days from `last_day` back to a week ago; `alone`: no other
-- gateway hears the device.
create table coverage (
    tenant_id int not null,
    device_id int not null,
    gateway_id text not null,
    last_day date not null,
    uplinks int not null,
    rssi float8,
    snr float8,
    best_snr real,
    margin float8,
    alone boolean not null,
    primary key (tenant_id, device_id, gateway_id)
) with (fillfactor = 70);  -- a row changes each hour, beside itself
-- Serves the page of a gateway, and the list of those that nobody registered.
create index coverage_by_gateway on coverage (gateway_id, tenant_id);
drop index hearing_by_gateway;
"""
NO_TABLE = """
create index hearing_by_gateway on hearing (gateway_id, tenant_id, day);
drop table coverage;
"""

SUM = """
create function sum_up_hearings(since date, is_new_day boolean) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
    delete from coverage where last_day < since;
    insert into coverage
    select h.tenant_id, h.device_id, h.gateway_id, max(h.day), sum(h.uplinks),
        sum(h.rssi_sum) / nullif(sum(h.signals), 0),
        sum(h.snr_sum) / nullif(sum(h.signals), 0), max(h.best_snr),
        sum(h.margin_sum) / nullif(sum(h.margins), 0),
        count(*) over (partition by h.tenant_id, h.device_id) = 1
    from hearing h
    where h.day >= since and (is_new_day or (h.tenant_id, h.device_id) in (
        select tenant_id, device_id from pg_temp.heard_in_hour))
    group by 1, 2, 3
    on conflict (tenant_id, device_id, gateway_id) do update set
        last_day = excluded.last_day, uplinks = excluded.uplinks,
        rssi = excluded.rssi, snr = excluded.snr, best_snr = excluded.best_snr,
        margin = excluded.margin, alone = excluded.alone;
end $$;
revoke all on function sum_up_hearings(date, boolean) from public;
"""

KNOWN = """
set local statement_timeout = '10min';
create temp table heard_in_hour (tenant_id int, device_id int) on commit drop;
select sum_up_hearings(((now() - interval '7 days') at time zone 'UTC')::date, true);
drop table heard_in_hour;
"""

_COUNT = """
create or replace function count_hearings(before timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    begins timestamptz;
    last_end timestamptz := date_trunc('hour', before);
{declared}begin
    perform pg_advisory_xact_lock(hashtext('count_hearings'));
    select greatest(max(c.until), last_end - interval '26 hours') into begins
    from hearing_counted c;
    if begins >= last_end then
        return false;
    end if;
    create temp table heard_in_hour on commit drop as
    select k.tenant_id as told_by, u.tenant_id, u.device_id,
        r->>'gateway_id' as gateway_id, (r->>'rssi_dbm')::float8 as rssi,
        (r->>'snr_db')::float8 as snr,
        (r->>'snr_db')::float8
            - demodulation_floor((u.radio->>'spreading_factor')::int) as margin
    from connection k
    cross join lateral (
        select * from uplink
        where connection_id = k.id and received_at >= begins
          and received_at < begins + interval '1 hour'
    ) u
    join device d on d.id = u.device_id
    cross join lateral jsonb_array_elements(u.receptions) r
    where not u.late and u.radio->>'simulated' is null;

    insert into hearing as h (tenant_id, device_id, gateway_id, day, uplinks, signals,
        rssi_sum, snr_sum, best_rssi, best_snr, margins, margin_sum, best_margin)
    select tenant_id, device_id, gateway_id, (begins at time zone 'UTC')::date,
        count(*), count(rssi + snr), coalesce(sum(rssi) filter (where snr is not null), 0),
        coalesce(sum(snr) filter (where rssi is not null), 0), max(rssi), max(snr),
        count(margin), coalesce(sum(margin), 0), max(margin)
    from heard_in_hour group by 1, 2, 3
    on conflict (tenant_id, device_id, gateway_id, day) do update set
        uplinks = h.uplinks + excluded.uplinks,
        signals = h.signals + excluded.signals,
        rssi_sum = h.rssi_sum + excluded.rssi_sum,
        snr_sum = h.snr_sum + excluded.snr_sum,
        best_rssi = greatest(h.best_rssi, excluded.best_rssi),
        best_snr = greatest(h.best_snr, excluded.best_snr),
        margins = h.margins + excluded.margins,
        margin_sum = h.margin_sum + excluded.margin_sum,
        best_margin = greatest(h.best_margin, excluded.best_margin);

    insert into gateway_hour
    select g.id, begins, g.tenant_id, sum(n.uplinks),
        count(distinct n.device_id), avg(n.rssi), avg(n.snr)
    from (
        select told_by, gateway_id, device_id, count(*) as uplinks, avg(rssi) as rssi,
            avg(snr) as snr
        from heard_in_hour group by 1, 2, 3
    ) n
    join gateway g on g.id = gateway_meant(n.told_by, n.gateway_id, false)
    group by 1, 2, 3
    on conflict do nothing;

{summed_up}    drop table heard_in_hour;
    insert into hearing_counted values (1, begins + interval '1 hour')
    on conflict (id) do update set until = excluded.until;
    return true;
end $$;
"""
_SUM_UP = """\
    since := (begins + interval '1 hour' - interval '7 days') at time zone 'UTC';
    perform sum_up_hearings(since, is_new_day => not exists (
        select from coverage where last_day >= (begins at time zone 'UTC')::date));
"""
COUNT = _COUNT.format(declared="    since date;\n", summed_up=_SUM_UP)
COUNT_BEFORE = _COUNT.format(declared="", summed_up="")

ALONE = f"""
create or replace function devices_heard_alone(wanted int, since date)
returns table (devices bigint, names text[])
language sql stable security definer set search_path = public, pg_temp as $$
    with g as materialized (
        select * from gateway where id = wanted and tenant_id = {IN_SCOPE}
    ), alone as materialized (
        select d.tenant_id, d.name, d.sort_key
        from g join coverage c on c.gateway_id = g.gateway_id and c.alone
            and c.last_day >= since
        join tenant t on t.id = c.tenant_id and g.tenant_id = any(t.lineage)
        join device d on d.id = c.device_id and d.deleted_at is null
    )
    select (select count(*) from alone),
        array(select a.name from alone a where a.tenant_id = (select tenant_id from g)
            order by a.sort_key limit 10)
$$;
"""  # noqa: S608 constants
ALONE_BEFORE = f"""
create or replace function devices_heard_alone(wanted int, since date)
returns table (devices bigint, names text[])
language sql stable security definer set search_path = public, pg_temp as $$
    with g as materialized (
        select * from gateway where id = wanted and tenant_id = {IN_SCOPE}
    ), mine as (
        select distinct h.tenant_id, h.device_id
        from g join hearing h on h.gateway_id = g.gateway_id and h.day >= since
        join tenant t on t.id = h.tenant_id and g.tenant_id = any(t.lineage)
    ), alone as materialized (
        select d.tenant_id, d.name, d.sort_key
        from mine m join device d on d.id = m.device_id and d.deleted_at is null
        where not exists (
            select from hearing o where o.tenant_id = m.tenant_id
              and o.device_id = m.device_id and o.day >= since
              and o.gateway_id <> (select gateway_id from g))
    )
    select (select count(*) from alone),
        array(select a.name from alone a where a.tenant_id = (select tenant_id from g)
            order by a.sort_key limit 10)
$$;
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [("readings", "0008_what_gateways_hear")]

    operations = [
        sql(TABLE, NO_TABLE),
        protect("coverage", web="select", eraser="select, delete"),
        narrow_by_device("coverage"),
        sql(SUM, "drop function sum_up_hearings(date, boolean)"),
        sql(COUNT, COUNT_BEFORE),
        sql(ALONE, ALONE_BEFORE),
        sql(KNOWN),
    ]
