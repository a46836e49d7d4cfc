"""Triggers keep where a device hung for every way in which its asset changes.

A device keeps no asset that an instance which is moved leaves behind. Locks: device for an
instant, then its rows are read once. The code before goes on working: what it changes is
noted as of the moment.
"""

from django.db import migrations

from progres.database.rls import IN_ASSETS, ends_with, narrow, protect, sql

KEEP = """
create function keep_place_of_device() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    moment timestamptz := now();
begin
    if tg_op = 'INSERT' then
        moment := coalesce(new.asset_since, new.created_at);
    elsif new.deleted_at is not null then
        moment := new.deleted_at;
    elsif new.asset_since is distinct from old.asset_since then
        moment := coalesce(new.asset_since, moment);
    end if;
    update device_place set until = greatest(moment, since), device_name = new.name
    where device_id = new.id and until is null;
    if new.deleted_at is null then
        insert into device_place
            (tenant_id, device_id, device_name, asset_id, asset_name, since)
        select new.tenant_id, new.id, new.name, a.id, a.name, moment
        from asset a where a.id = new.asset_id;
    end if;
    return null;
end $$;
revoke all on function keep_place_of_device() from public;
create trigger device_has_a_first_place after insert on device
for each row when (new.asset_id is not null) execute function keep_place_of_device();
create trigger device_keeps_its_places after update of asset_id, deleted_at on device
for each row when (
    old.asset_id is distinct from new.asset_id
    or old.deleted_at is distinct from new.deleted_at)
execute function keep_place_of_device();

create function leave_assets_out_of_reach() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update device d set asset_id = null from asset a
    where d.tenant_id = new.id and a.id = d.asset_id
      and not a.tenant_id = any(new.lineage);
    return null;
end $$;
revoke all on function leave_assets_out_of_reach() from public;
create trigger tenant_leaves_assets_behind after update of lineage on tenant
for each row when (old.lineage is distinct from new.lineage)
execute function leave_assets_out_of_reach();

insert into device_place (tenant_id, device_id, device_name, asset_id, asset_name, since)
select d.tenant_id, d.id, d.name, a.id, a.name, d.created_at
from device d join asset a on a.id = d.asset_id where d.deleted_at is null;
"""
DROP = """
drop trigger tenant_leaves_assets_behind on tenant;
drop function leave_assets_out_of_reach();
drop trigger device_keeps_its_places on device;
drop trigger device_has_a_first_place on device;
drop function keep_place_of_device();
"""


class Migration(migrations.Migration):
    dependencies = [("devices", "0014_places_in_assets")]

    operations = [
        ends_with("device_place", "device_id", "device", "cascade"),
        ends_with("device_place", "asset_id", "asset", "set null"),
        # The triggers alone write history.
        protect("device_place", web="select", eraser="select, delete"),
        narrow("device_place", f"asset_id = {IN_ASSETS}"),
        sql(KEEP, DROP),
    ]
