"""Somebody of the operator's staff is let into a customer's instance for a while.

The customer sees who and why, also when it is over. Locks: the table is new, nothing
waits.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from progres.database.rls import IN_ANCESTORS, IN_SCOPE, protect


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_contracts_cut_rights")]

    operations = [
        migrations.CreateModel(
            name="SupportAccess",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=300)),
                ("began_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
            options={"db_table": "support_access"},
        ),
        migrations.AddConstraint(
            "supportaccess",
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("began_at")),
                name="support_access_has_an_end",
            ),
        ),
        protect(
            "support_access",
            web="select, insert, update (ended_at)",
            eraser="select, delete",
            visible=f"tenant_id = {IN_SCOPE} or tenant_id = {IN_ANCESTORS}",
            writable=f"tenant_id = {IN_SCOPE}",
        ),
    ]
