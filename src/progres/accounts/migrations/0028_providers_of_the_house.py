"""The operator's own instance is told of all providers that the platform asks.

Those in instances that a contract closes to the operator's staff, and in archived ones,
were not in its scope; of them, too, the page of outbound connections must tell. It
is told the addresses and not whose they are. Locks: none.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, sql

ISSUERS = f"""
create function issuers_of_the_house() returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct issuer from identity_provider
    where exists (select from tenant where parent_id is null and id = {IN_SCOPE})
    order by issuer
$$;
revoke all on function issuers_of_the_house() from public;
grant execute on function issuers_of_the_house() to progres_web;
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [("accounts", "0027_rights_and_support")]

    operations = [sql(ISSUERS, "drop function issuers_of_the_house()")]
