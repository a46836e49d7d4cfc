"""A provider does not speak for more than its own instances.

It signs in nobody under another contract, and nobody who has access to an instance
elsewhere. Locks: none.
"""

from django.db import migrations

from progres.database.rls import sql

FUNCTIONS = """
create function is_covered_alike(one int, other int) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select (select c.tenant_id from contract_of_tenant(one, now()) c)
        is not distinct from (select c.tenant_id from contract_of_tenant(other, now()) c)
$$;
revoke all on function is_covered_alike(int, int) from public;

-- Whom a provider means: who signed in there before, or else has this address.
create or replace function account_at_provider(wanted int, hash bytea, verified text)
returns table (user_id int, is_bound boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id, s.id is not null
    from identity_provider p
    join account a on a.is_active
    join tenant t on t.id = a.tenant_id and p.tenant_id = any(t.lineage)
    left join provider_subject s
        on s.provider_id = p.id and s.user_id = a.id and s.subject_hash = hash
    where p.id = wanted and (s.id is not null or (lower(a.email) = lower(verified)
        and not exists (select from provider_subject o
            where o.provider_id = p.id and o.user_id = a.id)))
      and is_covered_alike(a.tenant_id, p.tenant_id)
      and not exists (select from access_grant g join tenant e on e.id = g.tenant_id
          where g.user_id = a.id and p.tenant_id <> all(e.lineage))
    order by s.id is null limit 1
$$;

create or replace function invitation_at_provider(wanted int, verified text)
returns table (invitation_id int, tenant_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.id, i.tenant_id from identity_provider p
    join tenant t on p.tenant_id = any(t.lineage)
    join invitation i on i.tenant_id = t.id
    where p.id = wanted and lower(i.email) = lower(verified)
      and is_covered_alike(t.id, p.tenant_id)
    order by i.id limit 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0024_reach_from_above")]

    operations = [sql(FUNCTIONS)]
