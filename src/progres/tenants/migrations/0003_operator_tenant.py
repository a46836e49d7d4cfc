"""Which instance is the operator's own, for entries about the house as a whole.

Sign-ins of unknown accounts and runs of retention belong to no customer. Gives away one
number. Locks: none.
"""

from django.db import migrations

from progres.database.rls import sql

FUNCTION = """
create function operator_tenant_id() returns int
language sql stable security definer set search_path = public, pg_temp as $$
    select id from tenant where parent_id is null
$$;
revoke all on function operator_tenant_id() from public;
grant execute on function operator_tenant_id() to progres_web, progres_eraser
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_row_level_security")]

    operations = [sql(FUNCTION, "drop function operator_tenant_id()")]
