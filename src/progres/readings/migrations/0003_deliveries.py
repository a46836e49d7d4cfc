"""The message of every stored uplink as it came, for some days (docs/decisions/0002).

Written as SQL, as `uplink` is. Locks: none, the table is new; the code before goes on
working and writes no bodies.
"""

from django.db import migrations

from progres.database.rls import protect, sql

TABLE = """
-- What delivered an uplink, byte for byte: one row for it and one for each copy.
create table delivery (
    tenant_id int not null,
    device_id int not null,
    received_at timestamptz not null,
    frame_key bigint not null,
    body bytea not null
) partition by range (received_at);
-- Serves the page of an uplink, and the deletion of a device.
create index delivery_by_device on delivery (tenant_id, device_id, received_at);
"""

# `create table … partition of` would lock the parent against readers and writers alike,
# and wait for the longest of them while all others wait for it; attaching does not. The
# parents in the order in which the front door's statement writes them.
MAKE_PARTITIONS = """
create or replace function make_partitions(first_day date, last_day date) returns int
language plpgsql security definer
set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    day date;
    made int := 0;
    parent text;
    made_name text;
begin
    if last_day - first_day > 4000 then
        raise exception 'More than 4000 days of partitions were asked for.';
    end if;
    perform pg_advisory_xact_lock(hashtext('make_partitions'));
    for day in select d::date from generate_series(first_day, last_day, '1 day') d loop
        foreach parent in array array[{parents}] loop
            made_name := parent || '_' || to_char(day, 'YYYYMMDD');
            if to_regclass(made_name) is null then
                execute format(
                    'create table %I (like %I including all)', made_name, parent);
                execute format(
                    'alter table %I attach partition %I for values from (%L) to (%L)',
                    parent, made_name,
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
"""

DROP_DAYS = """
create function drop_deliveries_before(day date) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    old date;
    dropped int := 0;
begin
    for old in select d from partition_days('delivery') d where d < day order by d loop
        set local lock_timeout = '200ms';
        execute format('drop table delivery_%s', to_char(old, 'YYYYMMDD'));
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;
revoke all on function drop_deliveries_before(date) from public;
grant execute on function drop_deliveries_before(date) to progres_eraser;

-- The days for which there are uplinks, for an installation that has some already.
select make_partitions(d, d) from partition_days('uplink') d where d >= current_date - 1;
"""


def _making(*parents: str) -> str:
    return MAKE_PARTITIONS.replace("{parents}", ", ".join(f"'{p}'" for p in parents))


class Migration(migrations.Migration):
    dependencies = [("readings", "0002_heard")]

    operations = [
        sql(
            TABLE + _making("uplink", "reading", "delivery") + DROP_DAYS,
            _making("uplink", "reading")
            + "drop function drop_deliveries_before(date); drop table delivery;",
        ),
        protect(
            "delivery", web="select, delete", ingest="insert", eraser="select, delete"
        ),
    ]
