"""People are invited before they have an account, and may act in further instances.

An invitation takes its id from the accounts, and the account made of it keeps it, so
that one id names a person from the invitation on. Invitations and grants belong to an
instance; what must be known before a scope exists is told by narrow functions.
Locks: the accounts for an instant, to add columns. The code before goes on working,
without grants.
"""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from progres.database.rls import IN_SCOPE, protect, sql

FUNCTIONS = """
alter table invitation alter column id
    set default nextval(pg_get_serial_sequence('account', 'id'));
grant usage on sequence account_id_seq to progres_web;

create function tenant_of_invitation(hash bytea) returns int
language sql stable security definer set search_path = public, pg_temp as $$
    select tenant_id from invitation where token_hash = hash
$$;
revoke all on function tenant_of_invitation(bytea) from public;
grant execute on function tenant_of_invitation(bytea) to progres_web;

-- Where an account may act that wants to act in an instance, and in which roles: its
-- own and those granted, each in its instance and below.
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

-- The instances at the top of what an account may act in.
create function homes_of_account(account_id int, at timestamptz) returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select array_agg(distinct held.tenant_id) from (
        select tenant_id from account where id = account_id and is_active
        union all
        select g.tenant_id from access_grant g join account a on a.id = g.user_id
        where g.user_id = account_id and a.is_active
          and (g.expires_at is null or g.expires_at > at)
    ) held
$$;
revoke all on function homes_of_account(int, timestamptz) from public;
grant execute on function homes_of_account(int, timestamptz) to progres_web;

-- The web role cannot delete accounts, but those of instances in the current scope.
create function delete_account(account_id int) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from account where id = account_id and tenant_id = {IN_SCOPE};
    return found;
end $$;
revoke all on function delete_account(int) from public;
grant execute on function delete_account(int) to progres_web;
""".replace("{IN_SCOPE}", IN_SCOPE)

DROP = """
drop function delete_account(int);
drop function homes_of_account(int, timestamptz);
drop function rights_of_account(int, int, timestamptz);
drop function tenant_of_invitation(bytea);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_names_of_roles")]

    operations = [
        *(
            migrations.AddField(
                "user",
                name,
                models.CharField(max_length=length, default="", db_default=""),
            )
            for name, length in (("company", 100), ("phone", 40), ("address", 200))
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.IntegerField(primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254)),
                ("first_name", models.CharField(max_length=60)),
                ("last_name", models.CharField(max_length=60)),
                ("role", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=2)),
                ("company", models.CharField(max_length=100)),
                ("phone", models.CharField(max_length=40)),
                ("address", models.CharField(max_length=200)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="tenants.tenant"
                    ),
                ),
            ],
            options={"db_table": "invitation"},
        ),
        migrations.AddConstraint(
            "invitation",
            models.UniqueConstraint(
                "tenant",
                django.db.models.functions.text.Lower("email"),
                name="invitation_is_open_once_per_address_and_instance",
            ),
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("role", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="tenants.tenant"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "access_grant"},
        ),
        migrations.AddConstraint(
            "grant",
            models.UniqueConstraint(
                fields=["user", "tenant"], name="grant_is_given_once_per_instance"
            ),
        ),
        sql(FUNCTIONS, DROP),
        protect(
            "invitation",
            web="select, insert, update, delete",
            eraser="select, delete",
        ),
        protect(
            "access_grant",
            web="select, insert, update, delete",
            eraser="select, delete",
        ),
    ]
