"""Two accounts may be named on a contract that outlive it, to export the data.

And an invitation whose mail waits for a contract has not been sent yet. Locks: the
invitations for an instant. The code before goes on working, but for such invitations.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from progres.database.rls import protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_single_sign_on"),
        ("tenants", "0005_governing_contracts"),
    ]

    operations = [
        migrations.AlterField("invitation", "sent_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="ContractAccount",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="tenants.contract",
                    ),
                ),
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
            options={"db_table": "contract_account"},
        ),
        migrations.AddConstraint(
            "contractaccount",
            models.UniqueConstraint(
                fields=["contract", "user"], name="contract_names_an_account_once"
            ),
        ),
        protect(
            "contract_account",
            web="select, insert, delete",
            eraser="select, delete",
        ),
    ]
