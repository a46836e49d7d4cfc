"""An instance is not moved away from rules and types that belong together.

A rule on a type needs to see it, and a rule on a single device is of the device's
instance or of one above. Locks: the table of instances for an instant. The code before
goes on working.
"""

from django.db import migrations

from progres.database.rls import sql

FUNCTION = """
create function check_rules_of_moved_tenant() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (
        select from alarm_rule r
        join device_type y on y.id = r.device_type_id
        join tenant owner on owner.id = y.tenant_id
        where r.tenant_id = new.id
          and not (y.shared and y.tenant_id = any(new.lineage))
          and not new.id = any(owner.lineage)
    ) then
        raise exception 'A rule would not see its type.' using
            errcode = 'check_violation',
            constraint = 'tenant_sees_the_types_of_its_devices';
    end if;
    if exists (
        select from alarm_rule r
        join device d on d.id = r.device_id
        where d.tenant_id = new.id and d.deleted_at is null
          and not r.tenant_id = any(new.lineage)
    ) then
        raise exception 'A rule would not see its device.' using
            errcode = 'check_violation',
            constraint = 'tenant_stays_below_the_rules_for_its_devices';
    end if;
    return null;
end $$;
revoke all on function check_rules_of_moved_tenant() from public;
create constraint trigger tenant_stays_with_rules
after update of lineage on tenant deferrable initially immediate
for each row when (old.lineage is distinct from new.lineage)
execute function check_rules_of_moved_tenant();
"""

DROP = """
drop trigger tenant_stays_with_rules on tenant;
drop function check_rules_of_moved_tenant();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0006_names_beside_alarms"),
        ("devices", "0004_quotas_and_moves"),
    ]

    operations = [sql(FUNCTION, DROP)]
