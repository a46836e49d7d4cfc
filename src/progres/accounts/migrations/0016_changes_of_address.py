"""An address is changed when both the old and the new one have confirmed.

What must be known before there is a scope, whose a mailed link is, a function tells.
Locks: the table is new, nothing waits. The code before goes on working.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from progres.database.rls import protect, sql

FUNCTIONS = """
create function tenant_of_email_change(hash bytea) returns int
language sql stable security definer set search_path = public, pg_temp as $$
    select tenant_id from email_change where old_hash = hash or new_hash = hash
$$;
revoke all on function tenant_of_email_change(bytea) from public;
grant execute on function tenant_of_email_change(bytea) to progres_web;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_reviews_outlive_accounts")]

    operations = [
        migrations.CreateModel(
            name="EmailChange",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("new_email", models.EmailField(max_length=254)),
                ("old_hash", models.BinaryField(max_length=32, unique=True)),
                ("new_hash", models.BinaryField(max_length=32, unique=True)),
                ("old_confirmed_at", models.DateTimeField(null=True)),
                ("new_confirmed_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="tenants.tenant",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "email_change"},
        ),
        protect(
            "email_change",
            web="select, insert, update, delete",
            eraser="select, delete",
        ),
        sql(FUNCTIONS, "drop function tenant_of_email_change(bytea)"),
    ]
