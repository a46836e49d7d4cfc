"""Where devices are on floor plans.

The next migration protects the table. Locks: none that anybody feels. The code before goes on
working.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

KEY = models.AutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)
NOTHING = django.db.models.deletion.DO_NOTHING
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0015_places_are_kept"),
        ("assets", "0004_types_are_protected"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanPlace",
            fields=[
                ("id", KEY),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, to="tenants.tenant"
                    ),
                ),
                ("asset", models.ForeignKey(on_delete=NOTHING, to="assets.asset")),
                ("device", models.ForeignKey(on_delete=NOTHING, to="devices.device")),
                ("x", models.FloatField()),
                ("y", models.FloatField()),
            ],
            options={"db_table": "plan_place"},
        ),
        migrations.AddConstraint(
            "planplace",
            models.UniqueConstraint(
                fields=("asset", "device"), name="plan_place_is_one_on_each_plan"
            ),
        ),
        migrations.AddConstraint(
            "planplace",
            models.CheckConstraint(
                condition=Q(x__range=(0, 1), y__range=(0, 1)),
                name="plan_place_is_on_the_plan",
            ),
        ),
    ]
