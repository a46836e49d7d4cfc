"""Whose business it is how a gateway is: theirs who see the gateway.

The front door writes when it was heard, the worker what follows from that. Rows of health
come and go with the gateway by the database. Locks: gateway for an instant.
The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import (
    IN_ANCESTORS,
    IN_SCOPE,
    ends_with,
    hide_when_narrowed,
    protect,
    sql,
)

SEEN = f"""
tenant_id = {IN_SCOPE} or (
    tenant_id = {IN_ANCESTORS} and gateway_id in (select id from gateway))
"""  # noqa: S608 constants

WHO = """
-- Whose gateways are to be judged; gives away ids alone.
create function tenants_with_gateways() returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(distinct tenant_id), '{}') from gateway
$$;
revoke all on function tenants_with_gateways() from public;
grant execute on function tenants_with_gateways() to progres_web;
"""

# The code before registers gateways and knows of no health.
HEALTH_OF_NEW = """
create function add_gateway_health() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into gateway_health (gateway_id, tenant_id, state, since, checks)
    values (new.id, new.tenant_id, 'never_seen', new.created_at, 0);
    insert into gateway_period (gateway_id, tenant_id, state, began_at)
    values (new.id, new.tenant_id, 'never_seen', new.created_at);
    return null;
end $$;
revoke all on function add_gateway_health() from public;
create trigger gateway_has_health after insert on gateway
for each row execute function add_gateway_health();
insert into gateway_health (gateway_id, tenant_id, state, since, checks)
select id, tenant_id, 'never_seen', created_at, 0 from gateway;
insert into gateway_period (gateway_id, tenant_id, state, began_at)
select id, tenant_id, 'never_seen', created_at from gateway;
"""
NO_HEALTH = (
    "drop trigger gateway_has_health on gateway; drop function add_gateway_health()"
)

MEANT = """
-- Which gateway a connection of an instance tells of by what network servers call it:
-- the nearest of the instance itself and those below; and of an uplink also the nearest
-- above that is shared with it, since the operator's gateways hear the customers' devices.
create function gateway_meant(told_by int, called text, is_status boolean) returns int
language sql stable security definer set search_path = public, pg_temp as $$
    select g.id from gateway g
    join tenant owner on owner.id = g.tenant_id
    join tenant teller on teller.id = told_by
    cross join lateral (select teller.id = any(owner.lineage) as is_below) place
    where g.gateway_id = called and (
        place.is_below
        or not is_status and g.shared and owner.id = any(teller.lineage))
    order by place.is_below desc,
        abs(cardinality(owner.lineage) - cardinality(teller.lineage)), g.id
    limit 1
$$;
revoke all on function gateway_meant(int, text, boolean) from public;
grant execute on function gateway_meant(int, text, boolean) to progres_ingest;
"""


class Migration(migrations.Migration):
    dependencies = [("gateways", "0004_how_gateways_are")]

    operations = [
        ends_with("gateway_health", "gateway_id", "gateway", "cascade"),
        ends_with("gateway_period", "gateway_id", "gateway", "cascade"),
        protect(
            "gateway_health",
            web="select, update",
            ingest="select, update (heard_at, status_at)",
            visible=SEEN,
            writable=f"tenant_id = {IN_SCOPE}",
        ),
        protect(
            "gateway_period",
            web="select, insert, update",
            eraser="select, delete",
            visible=SEEN,
            writable=f"tenant_id = {IN_SCOPE}",
        ),
        sql(MEANT, "drop function gateway_meant(int, text, boolean)"),
        sql(HEALTH_OF_NEW, NO_HEALTH),
        sql(WHO, "drop function tenants_with_gateways()"),
        *map(hide_when_narrowed, ("gateway_health", "gateway_period")),
    ]
