"""Readings, uplinks and the latest state of devices (docs/decisions/0002).

Written as SQL and without models, because the front door writes these tables and
`readings/queries.py` reads them in SQL; partitions come and go by the functions below.
Closed days will be packed into a table `chunk` beside these; `reading_late` takes what
has no partition. Locks: none, all tables are new.
"""

from django.db import migrations

from progres.database.rls import protect, shared_table, sql

TABLES = """
-- Which values the numbers in reading.vals are; a row per shape of a codec's output.
create table layout (
    layout_id int generated always as identity primary key,
    keys text[] not null,
    constraint layout_is_kept_once unique (keys),
    constraint layout_is_not_empty check (cardinality(keys) between 0 and 200)
);

-- One row an uplink. vals: numbers in the layout's order, NaN where one is missing.
-- extra: texts, booleans and positions by key. statuses: null while all are true values,
-- else one per value: 0 true, 1 substitute, 2 provisional, 3 calculated.
create table reading (
    tenant_id int not null,
    device_id int not null,
    ts timestamptz not null,
    seq int not null,
    f_cnt bigint not null,
    layout_id int not null,
    vals float8[] not null,
    extra jsonb,
    statuses smallint[],
    primary key (tenant_id, device_id, ts, seq)
) partition by range (ts);
create table reading_late (like reading including all);

-- The newest state of each device, and the frames heard last: 32 records of frame key,
-- own time and time of receipt (three signed 64-bit numbers, times in µs since 1970).
create table latest (
    tenant_id int not null,
    device_id int not null,
    ts timestamptz,
    last_seen_at timestamptz,
    f_cnt bigint,
    values jsonb not null default '{}',
    rssi_dbm real,
    snr_db real,
    gateway_id text,
    battery_percent real,
    battery_at timestamptz,
    frames bytea not null default '',
    watched boolean not null default false,
    primary key (tenant_id, device_id)
) with (fillfactor = 50);

-- Every uplink of a device as it came. state: 0 not yet decoded, 1 decoded,
-- 2 decoding failed, 3 nothing to decode.
create table uplink (
    tenant_id int not null,
    device_id int not null,
    received_at timestamptz not null,
    frame_key bigint not null,
    connection_id int not null,
    ts timestamptz not null,
    sent_at timestamptz,
    late boolean not null,
    f_cnt bigint not null,
    f_port smallint,
    payload bytea not null,
    radio jsonb not null,
    receptions jsonb not null,
    state smallint not null,
    problem text,
    message text,
    primary key (tenant_id, device_id, received_at, frame_key)
) partition by range (received_at);
-- Serves the last messages of a connection.
create index uplink_by_connection on uplink (connection_id, received_at desc);
-- Serves the decoding of what came in while a codec was slow.
create index uplink_undecoded on uplink (received_at) where state = 0;

-- Values that may change the state of an alarm, in the order in which they came.
create table alarm_feed (
    id bigint generated always as identity primary key,
    tenant_id int not null,
    device_id int not null,
    ts timestamptz not null,
    received_at timestamptz not null,
    values jsonb not null
);
"""

PARTITIONS = """
create function make_partitions(first_day date, last_day date) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    day date;
    made int := 0;
    parent text;
begin
    if last_day - first_day > 4000 then
        raise exception 'More than 4000 days of partitions were asked for.';
    end if;
    perform pg_advisory_xact_lock(hashtext('make_partitions'));
    for day in select d::date from generate_series(first_day, last_day, '1 day') d loop
        foreach parent in array array['reading', 'uplink'] loop
            if to_regclass(format('%s_%s', parent, to_char(day, 'YYYYMMDD'))) is null then
                execute format(
                    'create table %I partition of %I for values from (%L) to (%L)',
                    parent || '_' || to_char(day, 'YYYYMMDD'), parent,
                    day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
                made := made + 1;
            end if;
        end loop;
    end loop;
    if made > 0 then
        insert into registry_change default values;
    end if;
    return made;
end $$;

create function partition_days(parent text) returns setof date
language sql stable security definer set search_path = public, pg_temp as $$
    select to_date(right(c.relname, 8), 'YYYYMMDD')
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass
$$;

create function drop_uplinks_before(day date) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    old date;
    dropped int := 0;
begin
    for old in select d from partition_days('uplink') d where d < day order by d loop
        set local lock_timeout = '200ms';
        execute format('drop table uplink_%s', to_char(old, 'YYYYMMDD'));
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;

revoke all on function make_partitions(date, date) from public;
revoke all on function partition_days(text) from public;
revoke all on function drop_uplinks_before(date) from public;
grant execute on function make_partitions(date, date) to progres_web, progres_ingest;
grant execute on function partition_days(text) to progres_web, progres_ingest;
grant execute on function drop_uplinks_before(date) to progres_eraser;

create function tenants_with_alarm_feed() returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(distinct tenant_id), '{}')
    from (select tenant_id from alarm_feed order by id limit 1000) first
$$;
revoke all on function tenants_with_alarm_feed() from public;
grant execute on function tenants_with_alarm_feed() to progres_web;
"""

DROP = """
drop function tenants_with_alarm_feed(); drop function drop_uplinks_before(date);
drop function partition_days(text); drop function make_partitions(date, date);
drop table alarm_feed, uplink, latest, reading_late, reading, layout;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("devices", "0002_row_level_security")]

    operations = [
        sql(TABLES + PARTITIONS, DROP),
        shared_table("layout", web="select, insert", ingest="select, insert"),
        *(
            protect(
                table,
                web="select, insert, update, delete",
                ingest=ingest,
                eraser="select, delete",
            )
            for table, ingest in (
                ("reading", "insert"),
                ("reading_late", "insert"),
                ("latest", "select, insert, update"),
                ("uplink", "select, insert, update"),
            )
        ),
        protect("alarm_feed", web="select, delete", ingest="select, insert"),
    ]
