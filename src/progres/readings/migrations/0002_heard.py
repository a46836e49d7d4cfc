"""When each device was last heard, in a table as narrow as that.

Lists and counts of states read it for every device in reach: of 100,000 devices it has
9 MB where `latest`, with its values and frames, has 270 (docs/decisions/0002). Whoever
writes `latest` keeps it by the triggers, which cost 4 µs a row.
Locks: writers of `latest` wait while it is filled; the code before never reads it.
"""

from django.db import migrations

from progres.database.rls import protect, sql

FORWARDS = """
create table heard (
    tenant_id int not null,
    device_id int not null,
    last_seen_at timestamptz not null,
    primary key (tenant_id, device_id)
) with (fillfactor = 50);

insert into heard (tenant_id, device_id, last_seen_at)
select tenant_id, device_id, last_seen_at from latest where last_seen_at is not null;

create function keep_heard() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into heard as h (tenant_id, device_id, last_seen_at)
    select tenant_id, device_id, last_seen_at from changed
    where last_seen_at is not null
    on conflict (tenant_id, device_id) do update
    set last_seen_at = excluded.last_seen_at
    where h.last_seen_at <> excluded.last_seen_at;
    return null;
end $$;
create function forget_heard() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from heard h using gone
    where h.tenant_id = gone.tenant_id and h.device_id = gone.device_id;
    return null;
end $$;
revoke all on function keep_heard() from public;
revoke all on function forget_heard() from public;

create trigger latest_is_heard_first after insert on latest
referencing new table as changed for each statement execute function keep_heard();
create trigger latest_is_heard_again after update on latest
referencing new table as changed for each statement execute function keep_heard();
create trigger latest_is_forgotten after delete on latest
referencing old table as gone for each statement execute function forget_heard();
"""

BACKWARDS = """
drop trigger latest_is_forgotten on latest;
drop trigger latest_is_heard_again on latest;
drop trigger latest_is_heard_first on latest;
drop function forget_heard(); drop function keep_heard();
drop table heard;
"""


class Migration(migrations.Migration):
    dependencies = [("readings", "0001_readings")]

    operations = [
        sql(FORWARDS, BACKWARDS),
        protect("heard", web="select"),
    ]
