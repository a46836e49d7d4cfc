"""Who is limited to assets sees the devices in them and nothing else.

How far he reaches is asked before there is a scope, by a function that gives away ids
alone. Counting needs the asset of every device: an index has it, too.
Locks: the tables for an instant, device while the index is built. The code before goes on working.
"""

from django.db import migrations, models

from progres.database.rls import IN_ASSETS, narrow, narrow_by_device, sql

REACH = """
-- What lies in some assets, and the instances between `home` and the devices there.
create function reach_of_assets(subtree int[], roots int[])
returns table (tenants int[], assets int[])
language sql stable security definer set search_path = public, pg_temp as $$
    with reached as (select id, tenant_id from asset where lineage && roots),
    owners as (
        select tenant_id from reached
        union
        select d.tenant_id from device d join reached on reached.id = d.asset_id
        where d.deleted_at is null
    )
    select
        (select array_agg(distinct place.id)
            from owners join tenant t on t.id = owners.tenant_id
            cross join unnest(t.lineage) place(id)
            where t.id = any(subtree) and place.id = any(subtree)),
        (select coalesce(array_agg(id), '{}') from reached)
$$;
revoke all on function reach_of_assets(int[], int[]) from public;
grant execute on function reach_of_assets(int[], int[]) to progres_web;
"""


class Migration(migrations.Migration):
    dependencies = [("devices", "0005_assets")]

    operations = [
        sql(REACH, "drop function reach_of_assets(int[], int[])"),
        migrations.AddIndex(
            "device",
            models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=["tenant"],
                include=("asset",),
                name="device_by_instance_and_asset",
            ),
        ),
        narrow("device", f"asset_id = {IN_ASSETS}"),
        narrow_by_device("device_word"),
        narrow_by_device("device_key"),
    ]
