"""Which contract governs an instance, and how an instance is moved.

The contract that governs an instance is that of the nearest instance at or above it
with one that has begun; there the latest that has begun. Where none has begun, the one
that begins next is told: the instance is being set up for it. Days are those of the
contract's own instance. Locks: none; a move waits for another one, and for new
instances, until its transaction ends.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, sql

CONTRACTS = """
-- For functions of the owner; what it tells of instances above is not for everybody.
create function governing_contracts(wanted int[], at timestamptz)
returns table (tenant_id int, contract_id int, today date)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct on (tenant_id) tenant_id, contract_id, today
    from (
        select t.id as tenant_id, c.id as contract_id, c.starts_on,
            cardinality(h.lineage) as depth, day.today, c.starts_on <= day.today as begun
        from tenant t
        cross join unnest(t.lineage) above (id)
        join contract c on c.tenant_id = above.id
        join tenant h on h.id = above.id
        cross join lateral (select (at at time zone h.time_zone)::date as today) day
        where t.id = any(wanted)
    ) found
    order by tenant_id, begun desc,
        case when begun then depth end desc,
        case when begun then starts_on end desc,
        starts_on, depth desc
$$;
revoke all on function governing_contracts(int[], timestamptz) from public;

create function contract_of_tenant(wanted int, at timestamptz) returns setof contract
language sql stable security definer set search_path = public, pg_temp as $$
    select c.* from governing_contracts(array[wanted], at) g
    join contract c on c.id = g.contract_id
$$;
revoke all on function contract_of_tenant(int, timestamptz) from public;

-- What governs instances in scope: its dates and kind, and today's date there.
create function contracts_of_tenants(wanted int[], at timestamptz)
returns table (tenant_id int, contract_id int, holder_id int, kind text,
    starts_on date, ends_on date, grace_days int, today date)
language sql stable security definer set search_path = public, pg_temp as $$
    select g.tenant_id, c.id, c.tenant_id, c.kind, c.starts_on, c.ends_on, c.grace_days,
        g.today
    from governing_contracts(wanted, at) g
    join contract c on c.id = g.contract_id
    where g.tenant_id = {IN_SCOPE} or c.tenant_id = {IN_SCOPE}
$$;
revoke all on function contracts_of_tenants(int[], timestamptz) from public;
grant execute on function contracts_of_tenants(int[], timestamptz) to progres_web;

-- The instances that a contract governs, for functions of the owner.
create function tenants_under_contract(wanted int, at timestamptz) returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(g.tenant_id order by g.tenant_id), '{}')
    from governing_contracts((
        select array_agg(t.id) from contract c
        join tenant t on c.tenant_id = any(t.lineage) where c.id = wanted), at) g
    where g.contract_id = wanted
$$;
revoke all on function tenants_under_contract(int, timestamptz) from public;
""".replace("{IN_SCOPE}", IN_SCOPE)

BRANDING = """
-- What an instance in scope looks like: each part its own or of the nearest above.
create function branding_of_tenant(wanted int)
returns table (brand_name text, accent text, logo text)
language sql stable security definer set search_path = public, pg_temp as $$
    select
        (select a.brand_name from tenant a
            where a.id = any(t.lineage) and a.brand_name <> ''
            order by cardinality(a.lineage) desc limit 1),
        (select a.accent from tenant a
            where a.id = any(t.lineage) and a.accent <> ''
            order by cardinality(a.lineage) desc limit 1),
        (select l.digest from tenant_logo l join tenant a on a.id = l.tenant_id
            where a.id = any(t.lineage)
            order by cardinality(a.lineage) desc limit 1)
    from tenant t where t.id = wanted and t.id = {IN_SCOPE}
$$;
revoke all on function branding_of_tenant(int) from public;
grant execute on function branding_of_tenant(int) to progres_web;

create function logo_of_tenant(wanted int) returns bytea
language sql stable security definer set search_path = public, pg_temp as $$
    select l.content from tenant t
    join tenant_logo l on l.tenant_id = any(t.lineage)
    join tenant a on a.id = l.tenant_id
    where t.id = wanted and t.id = {IN_SCOPE}
    order by cardinality(a.lineage) desc limit 1
$$;
revoke all on function logo_of_tenant(int) from public;
grant execute on function logo_of_tenant(int) to progres_web;
""".replace("{IN_SCOPE}", IN_SCOPE)

MOVING = """
create or replace function fill_tenant_lineage() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    -- Not while an instance above is being moved.
    perform pg_advisory_xact_lock_shared(hashtext('tenant_lineage'));
    new.lineage := coalesce(
        (select lineage from tenant where id = new.parent_id), '{}'
    ) || new.id;
    return new;
end $$;

-- Both ends, and the instance above the moved one, must be in the current scope. Says
-- whether it was moved: not below itself, and not into an archived instance.
create function move_tenant(moved int, target int) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    depth int;
    above int[];
begin
    perform pg_advisory_xact_lock(hashtext('tenant_lineage'));
    select cardinality(lineage) into depth from tenant
    where id = moved and id = {IN_SCOPE} and parent_id = {IN_SCOPE};
    select lineage into above from tenant
    where id = target and id = {IN_SCOPE} and archived_at is null;
    if depth is null or above is null or moved = any(above) then
        return false;
    end if;
    update tenant set
        lineage = above || lineage[depth:],
        parent_id = case when id = moved then target else parent_id end
    where moved = any(lineage);
    return true;
end $$;
revoke all on function move_tenant(int, int) from public;
grant execute on function move_tenant(int, int) to progres_web;

-- Archived instances at or below these, which memberships above them do not reach.
create function archived_tenants() returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(t.id order by t.id), '{}') from tenant t
    where t.archived_at is not null and exists (
        select from unnest(t.lineage) a (id) where a.id = {IN_SCOPE})
$$;
revoke all on function archived_tenants() from public;
grant execute on function archived_tenants() to progres_web;
""".replace("{IN_SCOPE}", IN_SCOPE)

DROP = """
drop function archived_tenants(); drop function move_tenant(int, int);
drop function logo_of_tenant(int); drop function branding_of_tenant(int);
drop function tenants_under_contract(int, timestamptz);
drop function contracts_of_tenants(int[], timestamptz);
drop function contract_of_tenant(int, timestamptz);
drop function governing_contracts(int[], timestamptz);
create or replace function fill_tenant_lineage() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    new.lineage := coalesce(
        (select lineage from tenant where id = new.parent_id), '{}'
    ) || new.id;
    return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_contracts_and_branding")]

    operations = [sql(CONTRACTS + BRANDING + MOVING, DROP)]
