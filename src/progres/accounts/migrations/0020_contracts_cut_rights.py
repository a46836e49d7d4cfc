"""Contracts and archives decide what accounts may do, and how many there may be.

Who is named on a contract ends with it or with the account. Locks: the table of
accounts for an instant. The code before goes on working, and takes no notice of
contracts.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, ends_with, sql

RIGHTS = """
drop function rights_of_account(int, int, timestamptz);
-- Where an account may act that wants to act in an instance, and in which roles: its
-- own and those granted, each in its instance and below. Roles in an instance whose
-- contract is over are told apart: they only look. Archived instances are reached by
-- those alone who want to act in them.
create function rights_of_account(account_id int, wanted int, at timestamptz)
returns table (
    lineage int[], subtree int[], roles text[], ended_roles text[], archived boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select t.lineage,
        (select array_agg(below.id) from tenant below
            where t.id = any(below.lineage)
              and (below.archived_at is null or t.archived_at is not null)),
        coalesce(array_agg(held.role) filter (where not held.is_over), '{}'),
        coalesce(array_agg(held.role) filter (where held.is_over), '{}'),
        t.archived_at is not null
    from account a
    cross join lateral (
        select mine.*, exists (
            select from contract_of_tenant(mine.tenant_id, at) c
            join tenant h on h.id = c.tenant_id
            where c.ends_on < (at at time zone h.time_zone)::date) as is_over
        from (
            select a.tenant_id, a.role
            union all
            select g.tenant_id, g.role from access_grant g
            where g.user_id = a.id and (g.expires_at is null or g.expires_at > at)
        ) mine
    ) held
    join tenant t on held.tenant_id = any(t.lineage)
    where a.id = account_id and a.is_active and t.id = wanted
    group by t.id, t.lineage, t.archived_at
$$;
revoke all on function rights_of_account(int, int, timestamptz) from public;
grant execute on function rights_of_account(int, int, timestamptz) to progres_web;
"""

OLD_RIGHTS = """
drop function rights_of_account(int, int, timestamptz);
create function rights_of_account(account_id int, wanted int, at timestamptz)
returns table (lineage int[], subtree int[], roles text[])
language sql stable security definer set search_path = public, pg_temp as $$
    select t.lineage,
        (select array_agg(below.id) from tenant below where t.id = any(below.lineage)),
        array_agg(held.role)
    from account a
    cross join lateral (
        select a.tenant_id, a.role
        union all
        select g.tenant_id, g.role from access_grant g
        where g.user_id = a.id and (g.expires_at is null or g.expires_at > at)
    ) held
    join tenant t on held.tenant_id = any(t.lineage)
    where a.id = account_id and a.is_active and t.id = wanted
    group by t.id, t.lineage
$$;
revoke all on function rights_of_account(int, int, timestamptz) from public;
grant execute on function rights_of_account(int, int, timestamptz) to progres_web;
"""

ROOM = """
-- How many accounts were agreed for an instance in scope, and how many there are or are
-- invited. Locks the contract, so that two who ask at once do not both find room.
create function accounts_under_contract(wanted int, at timestamptz)
returns table (agreed int, used int)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    governing int;
    covered int[];
begin
    select c.id into governing from contract_of_tenant(wanted, at) c
    where wanted = {IN_SCOPE};
    perform from contract where id = governing for no key update;
    covered := tenants_under_contract(governing, at);
    return query select c.agreed_accounts, (
        (select count(*) from account where tenant_id = any(covered))
        + (select count(*) from invitation where tenant_id = any(covered)))::int
    from contract c where c.id = governing;
end $$;
revoke all on function accounts_under_contract(int, timestamptz) from public;
grant execute on function accounts_under_contract(int, timestamptz) to progres_web;

-- The quotas of users that hold for an instance in scope, and how much of each is used.
create function users_against_quotas(wanted int)
returns table (quota int, used int)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    line int[];
begin
    select lineage into line from tenant where id = wanted and id = {IN_SCOPE};
    perform from tenant where id = any(line) and quota_users is not null
    order by id for no key update;
    return query select t.quota_users, (
        (select count(*) from account a join tenant b on b.id = a.tenant_id
            where t.id = any(b.lineage))
        + (select count(*) from invitation i join tenant b on b.id = i.tenant_id
            where t.id = any(b.lineage)))::int
    from tenant t where t.id = any(line) and t.quota_users is not null;
end $$;
revoke all on function users_against_quotas(int) from public;
grant execute on function users_against_quotas(int) to progres_web;

-- Instances where invitations wait although their contract holds by now, or need none.
create function tenants_with_waiting_invitations(at timestamptz) returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(w.tenant_id), '{}')
    from (select distinct tenant_id from invitation where sent_at is null) w
    join tenant t on t.id = w.tenant_id
    where t.archived_at is null and (t.parent_id is null or exists (
        select from contract_of_tenant(w.tenant_id, at) c
        join tenant h on h.id = c.tenant_id
        cross join lateral (select (at at time zone h.time_zone)::date as day) today
        where c.starts_on <= today.day and (c.ends_on is null or c.ends_on >= today.day)))
$$;
revoke all on function tenants_with_waiting_invitations(timestamptz) from public;
grant execute on function tenants_with_waiting_invitations(timestamptz) to progres_web;

-- Contracts that are over and under which somebody still has an account, a grant or an
-- invitation, but for those who are named on them; with the instances they govern.
create function contracts_to_end(at timestamptz)
returns table (contract_id int, holder_id int, tenants int[])
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, c.tenant_id, covered.ids
    from contract c
    join tenant h on h.id = c.tenant_id
    cross join lateral (select tenants_under_contract(c.id, at) as ids) covered
    where c.ends_on < (at at time zone h.time_zone)::date and (
        exists (select from account a where a.tenant_id = any(covered.ids)
            and not exists (select from contract_account n
                where n.contract_id = c.id and n.user_id = a.id))
        or exists (select from access_grant g where g.tenant_id = any(covered.ids))
        or exists (select from invitation i where i.tenant_id = any(covered.ids)))
    order by c.id
$$;
revoke all on function contracts_to_end(timestamptz) from public;
grant execute on function contracts_to_end(timestamptz) to progres_web;
""".replace("{IN_SCOPE}", IN_SCOPE)

DROP_ROOM = """
drop function contracts_to_end(timestamptz);
drop function tenants_with_waiting_invitations(timestamptz);
drop function users_against_quotas(int);
drop function accounts_under_contract(int, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0019_accounts_of_contracts")]

    operations = [
        ends_with("contract_account", "user_id", "account", "cascade"),
        ends_with("contract_account", "contract_id", "contract", "cascade"),
        sql(RIGHTS, OLD_RIGHTS),
        sql(ROOM, DROP_ROOM),
    ]
