"""Measuring points belong to an instance, and two meters never hang at one at once.

Assets in which something is measured are in use, and somebody whose role ends at one
reaches the instances that measure there. Locks: the tables are new, nothing waits. The
code before goes on working.
"""

from django.db import migrations

from progres.database.rls import IN_ASSETS, IN_SCOPE, ends_with, narrow, protect, sql

# Ranges of one number stand for equality, which GiST has not without an extension.
NO_OVERLAP = """
alter table meter add constraint meter_is_alone_at_its_point
exclude using gist (
    int4range(measuring_point_id, measuring_point_id, '[]') with &&,
    tstzrange(installed_at, removed_at) with &&)
"""

USES = f"""
create or replace function uses_of_asset(wanted int) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select (select count(*) from device d where d.asset_id = a.id and d.deleted_at is null)
        + (select count(*) from asset below where below.parent_id = a.id)
        POINTS
    from asset a where a.id = wanted and a.tenant_id = {IN_SCOPE}
$$
"""  # noqa: S608 constants
POINTS_USE = "+ (select count(*) from measuring_point p where p.asset_id = a.id)"

REACH = """
create or replace function reach_of_assets(subtree int[], roots int[])
returns table (tenants int[], assets int[])
language sql stable security definer set search_path = public, pg_temp as $$
    with reached as (select id, tenant_id from asset where lineage && roots),
    owners as (
        select tenant_id from reached
        union
        select d.tenant_id from device d join reached on reached.id = d.asset_id
        where d.deleted_at is null
        POINTS
    )
    select
        (select array_agg(distinct place.id)
            from owners join tenant t on t.id = owners.tenant_id
            cross join unnest(t.lineage) place(id)
            where t.id = any(subtree) and place.id = any(subtree)),
        (select coalesce(array_agg(id), '{}') from reached)
$$
"""
POINTS_REACHED = """union
        select p.tenant_id from measuring_point p join reached on reached.id = p.asset_id"""

POINTS = f"select p.id from measuring_point p where p.asset_id = {IN_ASSETS}"  # noqa: S608 constants
AT_POINTS = f"measuring_point_id = any((array({POINTS}))::int[])"


class Migration(migrations.Migration):
    dependencies = [("metering", "0001_measuring_points")]

    operations = [
        ends_with("measuring_point", "asset_id", "asset", "set null"),
        ends_with("meter", "device_id", "device", "set null"),
        ends_with("meter", "measuring_point_id", "measuring_point", "cascade"),
        ends_with(
            "measuring_point_word", "measuring_point_id", "measuring_point", "cascade"
        ),
        sql(
            NO_OVERLAP, "alter table meter drop constraint meter_is_alone_at_its_point"
        ),
        protect(
            "measuring_point",
            web="select, insert, update, delete",
            eraser="select, delete",
        ),
        protect(
            "meter",
            # What was noted of a meter stays; only that it goes is added.
            web="select, insert, delete, update (removed_at, last_reading)",
            eraser="select, delete",
        ),
        protect(
            "measuring_point_word",
            web="select, insert, delete",
            eraser="select, delete",
        ),
        narrow("measuring_point", f"asset_id = {IN_ASSETS}"),
        narrow("meter", AT_POINTS),
        narrow("measuring_point_word", AT_POINTS),
        sql(USES.replace("POINTS", POINTS_USE), USES.replace("POINTS", "")),
        sql(REACH.replace("POINTS", POINTS_REACHED), REACH.replace("POINTS", "")),
    ]
