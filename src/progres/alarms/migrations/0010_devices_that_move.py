"""A device that moves to another instance starts anew there, and what holds it is told.

Its newest values are those of the instance that it was in: the trigger forgets them.
What holds a device is told by a function, since the domain of devices knows neither
alarms nor measuring points. Locks: device for an instant. The code before goes on
working: it moves no device.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, sql

FORWARDS = """
create function ties_of_devices(ids int[], wanted int)
returns table (device_id int, kind text)
language sql stable security definer set search_path = public, pg_temp as $$
    with moving as (
        select d.id from device d where d.id = any(ids) and d.tenant_id = {IN_SCOPE}
    )
    select m.device_id, 'meter' from meter m
    where m.device_id in (select id from moving) and m.removed_at is null
    union all
    select r.device_id, 'rule' from alarm_rule r
    where r.device_id in (select id from moving) and not r.tenant_id = any(
        select unnest(t.lineage) from tenant t where t.id = wanted)
    union all
    select a.device_id, 'alarm' from alarm a
    where a.device_id in (select id from moving) and a.cleared_at is null
    union all
    select s.device_id, 'display' from display_token s
    where s.device_id in (select id from moving)
$$;
revoke all on function ties_of_devices(int[], int) from public;
grant execute on function ties_of_devices(int[], int) to progres_web;

create function forget_state_of_moved_devices() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from latest where tenant_id = old.tenant_id and device_id = old.id;
    delete from alarm_watch where device_id = old.id;
    return null;
end $$;
revoke all on function forget_state_of_moved_devices() from public;
create trigger device_starts_anew_in_another_instance
after update of tenant_id on device
for each row when (old.tenant_id <> new.tenant_id)
execute function forget_state_of_moved_devices();
""".replace("{IN_SCOPE}", IN_SCOPE)

BACKWARDS = """
drop trigger device_starts_anew_in_another_instance on device;
drop function forget_state_of_moved_devices();
drop function ties_of_devices(int[], int);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0009_gateways_tell_people"),
        ("devices", "0011_deleted_and_moved"),
        ("displays", "0003_screens_under_contracts"),
        ("metering", "0002_row_level_security"),
        ("readings", "0008_what_gateways_hear"),
    ]

    operations = [sql(FORWARDS, BACKWARDS)]
