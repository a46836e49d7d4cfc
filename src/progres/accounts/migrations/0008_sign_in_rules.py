"""An instance can demand a second factor, from everybody or from some roles.

A rule holds in its instance and below, and is read there; it is changed in its own
instance and above. Whether somebody owes a second factor is asked before there is a
scope, by a function that gives away nothing else.
Locks: the table is new, nothing waits. The code before goes on working.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from progres.database.rls import IN_ANCESTORS, IN_SCOPE, protect, sql

FUNCTIONS = """
create function owes_second_factor(account_id int, at timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select not exists (
        select from mfa_authenticator m
        where m.user_id = account_id and m.type in ('totp', 'webauthn')
    ) and exists (
        select from account a
        cross join lateral (
            select a.tenant_id, a.role
            union all
            select g.tenant_id, g.role from access_grant g
            where g.user_id = a.id and (g.expires_at is null or g.expires_at > at)
        ) held
        join tenant t on t.id = held.tenant_id
        join sign_in_rule r on r.tenant_id = any(t.lineage)
        where a.id = account_id and (r.everybody or held.role = any(r.roles))
    )
$$;
revoke all on function owes_second_factor(int, timestamptz) from public;
grant execute on function owes_second_factor(int, timestamptz) to progres_web;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_second_factors")]

    operations = [
        migrations.CreateModel(
            name="SignInRule",
            fields=[
                (
                    "tenant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="tenants.tenant",
                    ),
                ),
                ("everybody", models.BooleanField()),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        models.CharField(max_length=40)
                    ),
                ),
            ],
            options={"db_table": "sign_in_rule"},
        ),
        protect(
            "sign_in_rule",
            web="select, insert, update",
            visible=f"tenant_id = {IN_SCOPE} or tenant_id = {IN_ANCESTORS}",
            writable=f"tenant_id = {IN_SCOPE}",
        ),
        sql(FUNCTIONS, "drop function owes_second_factor(int, timestamptz)"),
    ]
