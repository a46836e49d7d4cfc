"""The access log by the hour, and statistics without people (docs/decisions/0007).

Written as SQL, because partitions are. Locks: none, the tables are new; the code before
goes on working and writes none of it.
"""

from django.db import migrations

from progres.database.rls import shared_table, sql

TABLES = """
-- One row for each request that was answered. Belongs to no instance: most requests
-- are made before anybody knows whose they are.
create table access_log (
    at timestamptz not null,
    utc_offset_min smallint not null,
    ip inet,
    method text not null,
    path text not null,
    route text not null,
    status smallint not null,
    sent_bytes bigint not null,
    referrer text not null,
    browser text not null,
    browser_version text not null,
    system text not null,
    language text not null,
    answer_ms int not null,
    duration_ms int not null
) partition by range (at);
-- Serves the list, which begins with the newest request.
create index access_log_by_time on access_log (at desc);
-- Serves the question what an address has done.
create index access_log_by_address on access_log (ip, at desc);

create table access_statistics (
    hour timestamptz not null,
    route text not null,
    status_class smallint not null,
    requests bigint not null,
    total_ms bigint not null,
    slowest_ms int not null,
    sent_bytes bigint not null,
    primary key (hour, route, status_class)
);
create table access_clients (
    day date not null,
    kind text not null,
    family text not null,
    requests bigint not null,
    primary key (day, kind, family),
    constraint access_clients_are_browsers_or_systems
        check (kind in ('browser', 'system'))
);
"""

# Unlogged: what is in no write-ahead log is in no copy made of it either.
FUNCTIONS = """
create function make_access_log_hours(first timestamptz, last timestamptz) returns int
language plpgsql security definer
set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    begins timestamptz;
    made int := 0;
    made_name text;
begin
    if last - first > interval '8 days' then
        raise exception 'More than 8 days of hours were asked for.';
    end if;
    perform pg_advisory_xact_lock(hashtext('make_access_log_hours'));
    for begins in
        select h from generate_series(
            date_trunc('hour', first, 'UTC'), last, '1 hour') h
    loop
        made_name := 'access_log_'
            || to_char(begins at time zone 'UTC', 'YYYYMMDDHH24');
        if to_regclass(made_name) is null then
            execute format(
                'create unlogged table %I (like access_log including all)', made_name);
            execute format(
                'alter table access_log attach partition %I for values from (%L) to (%L)',
                made_name, begins, begins + interval '1 hour');
            made := made + 1;
        end if;
    end loop;
    return made;
end $$;

-- Hours whose newest row is from before a time, and empty ones that ended before it.
create function drop_access_log_before(until timestamptz) returns int
language plpgsql security definer
set search_path = public, pg_temp set lock_timeout = '200ms' as $$
declare
    old text;
    newest timestamptz;
    dropped int := 0;
begin
    for old in
        select inhrelid::regclass::text from pg_inherits
        where inhparent = 'access_log'::regclass order by 1
    loop
        execute format('select max(at) from %I', old) into newest;
        if coalesce(newest, to_timestamp(right(old, 10), 'YYYYMMDDHH24')
                + interval '1 hour') <= until then
            execute format('drop table %I', old);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end $$;
-- The names of the hours are in UTC.
alter function drop_access_log_before(timestamptz) set timezone = 'UTC';

revoke all on function make_access_log_hours(timestamptz, timestamptz) from public;
revoke all on function drop_access_log_before(timestamptz) from public;
grant execute on function make_access_log_hours(timestamptz, timestamptz)
    to progres_web;
grant execute on function drop_access_log_before(timestamptz) to progres_eraser;
"""

REMOVE = """
drop function drop_access_log_before(timestamptz);
drop function make_access_log_hours(timestamptz, timestamptz);
drop table access_clients, access_statistics, access_log;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        sql(TABLES + FUNCTIONS, REMOVE),
        shared_table("access_log", web="select, insert"),
        shared_table(
            "access_statistics", web="select, insert, update", eraser="select, delete"
        ),
        shared_table(
            "access_clients", web="select, insert, update", eraser="select, delete"
        ),
    ]
