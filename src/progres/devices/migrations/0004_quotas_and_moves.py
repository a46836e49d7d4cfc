"""Quotas of devices are counted, and an instance is not moved away from its types.

A device of a type that its instance does not see would be seen by nobody. Locks: the
table of instances for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, sql

FUNCTIONS = """
-- The quotas of devices that hold for an instance in scope, and how much of each is
-- used. Locks who has a quota, so that two who ask at once do not both find room.
create function devices_against_quotas(wanted int)
returns table (quota int, used int)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    line int[];
begin
    select lineage into line from tenant where id = wanted and id = {IN_SCOPE};
    perform from tenant where id = any(line) and quota_devices is not null
    order by id for no key update;
    return query select t.quota_devices, (
        select count(*)::int from device d join tenant b on b.id = d.tenant_id
        where t.id = any(b.lineage) and d.deleted_at is null)
    from tenant t where t.id = any(line) and t.quota_devices is not null;
end $$;
revoke all on function devices_against_quotas(int) from public;
grant execute on function devices_against_quotas(int) to progres_web;

create function check_types_of_moved_tenant() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (
        select from device d
        join device_type y on y.id = d.device_type_id
        join tenant owner on owner.id = y.tenant_id
        where d.tenant_id = new.id and d.deleted_at is null
          and not (y.shared and y.tenant_id = any(new.lineage))
          and not new.id = any(owner.lineage)
    ) then
        raise exception 'A device would not see its type.' using
            errcode = 'check_violation',
            constraint = 'tenant_sees_the_types_of_its_devices';
    end if;
    return null;
end $$;
revoke all on function check_types_of_moved_tenant() from public;
create constraint trigger tenant_sees_types_of_devices
after update of lineage on tenant deferrable initially immediate
for each row when (old.lineage is distinct from new.lineage)
execute function check_types_of_moved_tenant();
""".replace("{IN_SCOPE}", IN_SCOPE)

DROP = """
drop trigger tenant_sees_types_of_devices on tenant;
drop function check_types_of_moved_tenant();
drop function devices_against_quotas(int);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0003_deleted_devices_without_type"),
        ("tenants", "0005_governing_contracts"),
    ]

    operations = [sql(FUNCTIONS, DROP)]
