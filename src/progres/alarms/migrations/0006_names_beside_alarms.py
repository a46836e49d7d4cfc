"""Who is told of an instance's alarms, or acknowledged one, is named there.

Also somebody from above, whose account itself is not seen in the instance.
Locks: the accounts for an instant.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, sql

SEEN = f"""
create policy account_seen_as_recipient on account for select to progres_web
    using (exists (select from alarm_recipient r
        where r.user_id = account.id and r.tenant_id = {IN_SCOPE}));
create policy account_seen_at_alarm on account for select to progres_web
    using (exists (select from alarm a
        where a.acknowledged_by_id = account.id and a.tenant_id = {IN_SCOPE}));

-- Which of some addresses are those of people who act in an instance: with an account
-- there, above or below.
create function accounts_around(wanted int, addresses text[]) returns setof account
language sql stable security definer set search_path = public, pg_temp as $$
    select a.* from account a join tenant t on t.id = a.tenant_id
    where wanted = {IN_SCOPE} and lower(a.email) = any(addresses) and a.is_active
      and (t.lineage @> array[wanted]
           or t.id = any((select lineage from tenant where id = wanted)::int[]))
$$;
revoke all on function accounts_around(int, text[]) from public;
grant execute on function accounts_around(int, text[]) to progres_web
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0005_alarms_outlive_accounts"),
        ("accounts", "0006_accounts_of_instances"),
    ]

    operations = [
        sql(
            SEEN,
            "drop function accounts_around(int, text[]);"
            " drop policy account_seen_at_alarm on account;"
            " drop policy account_seen_as_recipient on account",
        )
    ]
