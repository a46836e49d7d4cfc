"""What erases the instances under a contract that is over, table by table.

Found in the catalogue, as the preview does it, so that no new table is forgotten. These
functions work for confirmed erasures alone. Who set a hold or confirmed an erasure is
forgotten with the account. Locks: two new tables for an instant.
"""

from django.db import migrations

from progres.database.rls import ends_with, sql

FUNCTIONS = """
-- The instances of an erasure that is confirmed and not ended.
create function erased_by(proof int) returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce((select p.erased_ids from erasure_proof p
        where p.id = proof and p.ended_at is null
          and not (select operator_tenant_id()) = any(p.erased_ids)), '{}')
$$;
revoke all on function erased_by(int) from public;

-- Tables whose rows belong to instances, those that refer to others first, so that
-- nothing goes uncounted with something else. The audit log is emptied in another way.
create function tables_of_tenants() returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive ours (id, name) as (
        select c.oid, c.relname::text from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not c.relispartition and not a.attisdropped
          and c.relname not in ('audit_entry', 'audit_pending', 'audit_seal')
    ), deep (id, depth) as (
        select id, 0 from ours
        union
        select k.conrelid, d.depth + 1 from deep d
        join pg_constraint k on k.confrelid = d.id and k.contype = 'f'
            and k.conrelid <> k.confrelid
        where d.depth < 20  -- in case they ever refer to each other in a circle
    )
    select o.name from ours o join deep d on d.id = o.id
    group by o.name order by max(d.depth) desc, o.name
$$;
revoke all on function tables_of_tenants() from public;
grant execute on function tables_of_tenants() to progres_eraser;

-- SHA-256 over the ids of each table that has some, in their order, and how many.
create function ids_to_erase(proof int) returns table (place text, ids bigint, digest text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    ours int[] := erased_by(proof);
begin
    for place in
        select t from tables_of_tenants() t
        join pg_attribute a on a.attrelid = to_regclass(t) and a.attname = 'id'
        where not a.attisdropped
    loop
        execute format(
            'select count(*), encode(sha256(convert_to(coalesce(string_agg(id::text,'
            ' '','' order by id), ''''), ''UTF8'')), ''hex'')'
            ' from %I where tenant_id = any($1)', place)
        into ids, digest using ours;
        return next;
    end loop;
end $$;
revoke all on function ids_to_erase(int) from public;
grant execute on function ids_to_erase(int) to progres_eraser;

-- Deletes up to `most` rows of a table, and notes how many in the same transaction. -1
-- where something else still refers to them.
create function erase_rows(proof int, place text, most int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    ours int[] := erased_by(proof);
    part text;
    gone int;
    deleted int := 0;
begin
    if place not in (select tables_of_tenants()) or cardinality(ours) = 0 then
        return 0;
    end if;
    set constraints all immediate;
    if place = 'account' then
        delete from django_session where session_key in (
            select s.session_id from account_session s
            join account a on a.id = s.user_id where a.tenant_id = any(ours));
    end if;
    for part in
        select coalesce(i.inhrelid::regclass::text, place)
        from pg_class c left join pg_inherits i on i.inhparent = c.oid
        where c.oid = to_regclass(place) and (c.relkind = 'r' or i.inhrelid is not null)
    loop
        exit when deleted >= most;
        begin
            execute format(
                'delete from %s where ctid = any(array('
                'select ctid from %s where tenant_id = any($1) limit $2))', part, part)
            using ours, most - deleted;
            get diagnostics gone = row_count;
        exception when foreign_key_violation then
            begin  -- rows may refer to each other, such as a floor to its building
                execute format('delete from %s where tenant_id = any($1)', part)
                using ours;
                get diagnostics gone = row_count;
            exception when foreign_key_violation then
                return -1;
            end;
        end;
        deleted := deleted + gone;
    end loop;
    if deleted > 0 then
        update erasure_proof set rows = jsonb_set(rows, array[place],
            to_jsonb(coalesce((rows ->> place)::bigint, 0) + deleted))
        where id = proof;
    end if;
    return deleted;
end $$;
revoke all on function erase_rows(int, text, int) from public;
grant execute on function erase_rows(int, text, int) to progres_eraser;

-- Removes the instances themselves once nothing of them is left; says whether it did.
create function erase_tenants(proof int) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    ours int[] := erased_by(proof);
    place text;
    found_one boolean;
begin
    for place in select tables_of_tenants() loop
        execute format('select exists (select from %I where tenant_id = any($1))', place)
        into found_one using ours;
        if found_one then
            return false;
        end if;
    end loop;
    update device set former_tenant_ids = (
        select coalesce(array_agg(f), '{}') from unnest(former_tenant_ids) f
        where f <> all(ours))
    where former_tenant_ids && ours;
    delete from tenant where id = any(ours);
    return true;
end $$;
revoke all on function erase_tenants(int) from public;
grant execute on function erase_tenants(int) to progres_eraser;
"""

DROP = """
drop function erase_tenants(int); drop function erase_rows(int, text, int);
drop function ids_to_erase(int); drop function tables_of_tenants();
drop function erased_by(int);
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_retention")]

    operations = [
        ends_with("legal_hold", "set_by_id", "account", "set null"),
        ends_with("erasure_proof", "confirmed_by_id", "account", "set null"),
        sql(FUNCTIONS, DROP),
    ]
