"""A contract names the roles of the operator's staff that work in its instances.

Those of managed instances so far: administrators of the platform. Locks: the contracts
for an instant. The code before goes on working.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from progres.database.rls import sql


class Migration(migrations.Migration):
    dependencies = [("tenants", "0006_what_an_instance_has")]

    operations = [
        migrations.AddField(
            "contract",
            "operator_roles",
            ArrayField(models.CharField(max_length=40), default=list, db_default=[]),
        ),
        sql(
            "update contract set operator_roles = array['platform-admin']"
            " where kind = 'managed'"
        ),
        migrations.AddConstraint(
            "contract",
            models.CheckConstraint(
                condition=models.Q(kind="managed") | models.Q(operator_roles=[]),
                name="contract_of_a_self_run_instance_names_no_operator",
            ),
        ),
    ]
