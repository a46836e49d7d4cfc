"""Once a year somebody looks at who has which rights in an instance, and says so.

Whoever did it is named there, also somebody from above.
Locks: the table is new; the accounts for an instant. The code before goes on working.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from progres.database.rls import IN_SCOPE, protect, sql

SEEN = f"""
create policy account_seen_by_review on account for select to progres_web
    using (exists (select from access_review r
        where r.user_id = account.id and r.tenant_id = {IN_SCOPE}))
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_what_keys_reach")]

    operations = [
        migrations.CreateModel(
            name="AccessReview",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("reviewed_at", models.DateTimeField()),
                ("note", models.CharField(max_length=500)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="tenants.tenant"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "access_review"},
        ),
        protect("access_review", web="select, insert", eraser="select, update, delete"),
        sql(SEEN, "drop policy account_seen_by_review on account"),
    ]
