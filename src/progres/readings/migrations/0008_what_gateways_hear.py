"""Which gateway heard which device how well, a row a day, and each gateway's hours.

Counted by the worker from stored uplinks, each whole hour once, by the index of
connections: the front door is not asked and pays nothing. Locks: none, the tables are new.
"""

from django.db import migrations

from progres.database.rls import (
    IN_ANCESTORS,
    IN_SCOPE,
    hide_when_narrowed,
    narrow_by_device,
    protect,
    sql,
)

TABLES = """
-- `gateway_id` is what network servers call it, as in uplink.receptions; days in UTC.
-- Sums are of the receptions in which gateways said how well they heard.
create table hearing (
    tenant_id int not null,
    device_id int not null,
    gateway_id text not null,
    day date not null,
    uplinks int not null,
    signals int not null,
    rssi_sum float8 not null,
    snr_sum float8 not null,
    best_rssi real,
    best_snr real,
    margins int not null,
    margin_sum float8 not null,
    best_margin real,
    primary key (tenant_id, device_id, gateway_id, day)
) with (fillfactor = 70);  -- a row changes each hour of its day, beside itself
create index hearing_by_gateway on hearing (gateway_id, tenant_id, day);

create table gateway_hour (
    gateway_id int not null references gateway on delete cascade,
    hour timestamptz not null,
    tenant_id int not null,
    uplinks int not null,
    devices int not null,
    mean_rssi real,
    mean_snr real,
    primary key (gateway_id, hour)
);
create index gateway_hour_by_hour on gateway_hour (hour);

-- Until when it is counted, in one row.
create table hearing_counted (
    id int primary key check (id = 1),
    until timestamptz not null
);
"""
DROP = "drop table hearing_counted; drop table gateway_hour; drop table hearing"

# The SNR in dB below which a demodulator loses LoRa of a spreading factor: Semtech,
# SX1301 data sheet, table "demodulator SNR".
FLOOR = """
create function demodulation_floor(spreading_factor int) returns float8
language sql immutable as $$
    select case when spreading_factor between 5 and 12
        then -7.5 - 2.5 * (spreading_factor - 7) end
$$;
"""

COUNT = """
-- Counts the next whole hour that ended before `before`, of the last 26; false: there is
-- none.
create function count_hearings(before timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    begins timestamptz;
    last_end timestamptz := date_trunc('hour', before);
begin
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

    drop table heard_in_hour;
    insert into hearing_counted values (1, begins + interval '1 hour')
    on conflict (id) do update set until = excluded.until;
    return true;
end $$;
revoke all on function count_hearings(timestamptz) from public;
grant execute on function count_hearings(timestamptz) to progres_web;
"""

ALONE = f"""
-- How many devices of a gateway's instance and of those below have been heard by nothing
-- but this gateway, and the first ten names in its own instance.
create function devices_heard_alone(wanted int, since date)
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
revoke all on function devices_heard_alone(int, date) from public;
grant execute on function devices_heard_alone(int, date) to progres_web;
"""  # noqa: S608 constants


SEEN = f"""
tenant_id = {IN_SCOPE} or (
    tenant_id = {IN_ANCESTORS} and gateway_id in (select id from gateway))
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0007_narrowed_to_assets"),
        ("gateways", "0005_health_is_protected"),
    ]

    operations = [
        sql(TABLES, DROP),
        protect("hearing", web="select", eraser="select, delete"),
        protect(
            "gateway_hour",
            web="select",
            eraser="select, delete",
            visible=SEEN,
        ),
        sql(FLOOR, "drop function demodulation_floor(int)"),
        sql(COUNT, "drop function count_hearings(timestamptz)"),
        sql(ALONE, "drop function devices_heard_alone(int, date)"),
        narrow_by_device("hearing"),
        hide_when_narrowed("gateway_hour"),
    ]
