"""Chains of entries, one for each instance and day, sealed by signatures.

An entry waits in `audit_pending` from its own insert on (a trigger sees to it, so that
none escapes) until the worker has put it into its chain. `audit_seal` can be added to
and not changed. The eraser may now change the columns of people alone.
Locks: new tables; the trigger takes a short lock on audit_entry. The running version
goes on writing entries, which wait for a worker of the new one.
"""

from django.db import migrations

from progres.database.rls import protect, shared_table, sql

TABLES = """
create table audit_pending (
    entry_id int primary key,
    tenant_id int not null
);

-- One row a batch: which entries, their links (32 bytes each, in this order), and the
-- signed head of the chain after them.
create table audit_seal (
    id bigint primary key,
    tenant_id int not null,
    day date not null,
    number int not null,
    count int not null,
    entry_ids int[] not null,
    leaves bytea not null,
    head bytea not null,
    sealed_at timestamptz not null,
    before bytea not null,
    before_at timestamptz,
    key_id int not null,
    signature bytea not null,
    constraint audit_seal_is_one_of_its_day unique (tenant_id, day, number)
);
-- Serves the job that deletes what is two years old.
create index audit_seal_by_day on audit_seal (day);

-- With what heads are signed; the private part is sealed with the master key.
create table audit_key (
    id int primary key,
    public_key bytea not null,
    sealed_key bytea not null,
    created_at timestamptz not null
);

-- One row: up to which seal entries were handed to the sink.
create table audit_forwarding (
    id int primary key default 1,
    seal_id bigint not null,
    constraint audit_forwarding_is_one_row check (id = 1)
);
"""

FUNCTIONS = """
create function note_audit_pending() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into audit_pending (entry_id, tenant_id) values (new.id, new.tenant_id);
    return null;
end $$;
create trigger audit_entry_waits after insert on audit_entry
    for each row execute function note_audit_pending();

-- Instances of which some entries wait, for the worker.
create function tenants_with_audit_pending(most int) returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(distinct tenant_id), '{}')
    from (select tenant_id from audit_pending order by entry_id limit most) waiting
$$;

-- What the next seal of the house hangs on; none before the first one.
create function last_audit_seal()
returns table (id bigint, sealed_at timestamptz, signature bytea)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, s.sealed_at, s.signature
    from audit_seal s order by s.id desc limit 1
$$;

-- The next seals to hand to the sink, and whose they are.
create function audit_seals_after(seal_id bigint, most int)
returns table (id bigint, tenant_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, s.tenant_id from audit_seal s
    where s.id > seal_id order by s.id limit most
$$;

revoke all on function note_audit_pending() from public;
revoke all on function tenants_with_audit_pending(int) from public;
revoke all on function last_audit_seal() from public;
revoke all on function audit_seals_after(bigint, int) from public;
grant execute on function tenants_with_audit_pending(int) to progres_web;
grant execute on function last_audit_seal() to progres_web;
grant execute on function audit_seals_after(bigint, int) to progres_web;

insert into audit_pending (entry_id, tenant_id) select id, tenant_id from audit_entry;
"""

ERASER = """
revoke update on audit_entry from progres_eraser;
grant insert on audit_entry to progres_eraser;
grant update (actor_id, actor, who_salt, ip, browser, browser_version, system,
    origin_salt, target_id, target, details, what_salt) on audit_entry to progres_eraser
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_commitments")]

    operations = [
        sql(
            TABLES,
            "drop table audit_pending; drop table audit_seal; drop table audit_key;"
            " drop table audit_forwarding",
        ),
        protect("audit_pending", web="select, delete"),
        protect("audit_seal", web="select, insert", eraser="select, delete"),
        shared_table("audit_key", web="select, insert"),
        shared_table("audit_forwarding", web="select, insert, update"),
        sql(
            FUNCTIONS,
            "drop trigger audit_entry_waits on audit_entry;"
            " drop function note_audit_pending();"
            " drop function tenants_with_audit_pending(int);"
            " drop function last_audit_seal();"
            " drop function audit_seals_after(bigint, int)",
        ),
        sql(ERASER, "grant update on audit_entry to progres_eraser"),
    ]
