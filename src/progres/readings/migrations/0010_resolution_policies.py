"""How finely readings are shown to whom, by medium and role.

Policies of an instance hold below it, where they are seen. Locks: the table is new,
nothing waits. The code before goes on working.
"""

import django.db.models.deletion
from django.db import migrations, models

from progres.database.rls import IN_ANCESTORS, IN_SCOPE, protect


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0009_coverage"),
        ("tenants", "0007_roles_of_the_operator"),
    ]

    operations = [
        migrations.CreateModel(
            name="ResolutionPolicy",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("medium", models.CharField(blank=True, max_length=20)),
                ("role", models.CharField(blank=True, max_length=40)),
                ("resolution", models.CharField(max_length=20)),
                ("days", models.IntegerField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={"db_table": "resolution_policy"},
        ),
        migrations.AddConstraint(
            model_name="resolutionpolicy",
            constraint=models.UniqueConstraint(
                fields=("tenant", "medium", "role", "resolution"),
                name="resolution_policy_has_each_step_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolutionpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("days", None), ("days__gt", 0), _connector="OR"),
                name="resolution_policy_holds_for_days",
            ),
        ),
        protect(
            "resolution_policy",
            web="select, insert, delete",
            eraser="select, delete",
            visible=f"tenant_id = {IN_SCOPE} or tenant_id = {IN_ANCESTORS}",
            writable=f"tenant_id = {IN_SCOPE}",
        ),
    ]
