"""A device that gets another type is no longer watched by rules on its former type.

Their alarms would stay open for ever, because no reading is judged by them any more.
A trigger, because the domain of devices knows no alarms. Locks: device, for the moment
in which the trigger is made. Old code keeps working.
"""

from django.db import migrations

from progres.database.rls import sql

FORWARDS = """
create function end_alarms_of_former_type() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from alarm_watch w using alarm_rule r
    where w.device_id = new.id and w.rule_id = r.id
      and r.device_type_id = old.device_type_id;
    update alarm a
    set cleared_at = greatest(now(), a.raised_at), cleared_reason = 'rule_changed'
    from alarm_rule r
    where a.device_id = new.id and a.cleared_at is null and a.rule_id = r.id
      and r.device_type_id = old.device_type_id;
    perform pg_notify('alarms', new.tenant_id || ':' || new.id);
    return null;
end $$;
revoke all on function end_alarms_of_former_type() from public;

create trigger device_ends_alarms_of_former_type
after update of device_type_id on device for each row
when (old.device_type_id <> new.device_type_id)
execute function end_alarms_of_former_type();
"""

BACKWARDS = """
drop trigger device_ends_alarms_of_former_type on device;
drop function end_alarms_of_former_type();
"""


class Migration(migrations.Migration):
    dependencies = [("alarms", "0003_what_the_worker_needs")]

    operations = [sql(FORWARDS, BACKWARDS)]
