"""What is known of a gateway beyond its name, how it is, and how it was.

A gateway of an instance above is seen below where it is shared, and changed or deleted
by nobody there. The new tables are protected by the next migration, before anybody but
the owner may touch them.
Locks: gateway for an instant; constraint and index scan it, it holds hundreds of rows.
The code before goes on working: everything new has a value, or none.
"""

from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from progres.database.rls import (
    IN_SCOPE,
    ends_with,
    sql,
)

OWN_ONLY = f"""
create policy gateway_changed_by_owner on gateway as restrictive for update
    to progres_web using (tenant_id = {IN_SCOPE});
create policy gateway_deleted_by_owner on gateway as restrictive for delete
    to progres_web using (tenant_id = {IN_SCOPE})
"""

TEXTS = {"model": 100, "antenna": 100, "site": 100, "sim_number": 40, "contacts": 300}


class Migration(migrations.Migration):
    dependencies = [
        ("gateways", "0003_narrowed_to_assets"),
        ("assets", "0002_narrowed_roles"),
    ]

    operations = [
        *(
            migrations.AddField(
                "gateway", name, models.CharField(max_length=longest, default="")
            )
            for name, longest in TEXTS.items()
        ),
        *(
            # The code before names no such column in its inserts.
            sql(f"alter table gateway alter column {name} set default ''")
            for name in TEXTS
        ),
        migrations.AddField(
            "gateway",
            "asset",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="assets.asset",
            ),
        ),
        ends_with("gateway", "asset_id", "asset", "set null"),
        migrations.AddField("gateway", "monitored", models.BooleanField(default=True)),
        migrations.AddField("gateway", "interval", models.DurationField(null=True)),
        migrations.AddField(
            "gateway", "delay", models.DurationField(default=timedelta(minutes=10))
        ),
        sql(
            "alter table gateway alter column monitored set default true;"
            " alter table gateway alter column delay set default interval '10 minutes'"
        ),
        migrations.AddConstraint(
            "gateway",
            models.CheckConstraint(
                condition=Q(delay__gte=timedelta(0))
                & (Q(interval=None) | Q(interval__gt=timedelta(0))),
                name="gateway_is_watched_in_good_time",
            ),
        ),
        migrations.AddIndex(
            "gateway", models.Index(fields=["gateway_id"], name="gateway_by_id")
        ),
        sql(
            OWN_ONLY,
            "drop policy gateway_changed_by_owner on gateway;"
            " drop policy gateway_deleted_by_owner on gateway",
        ),
        migrations.CreateModel(
            name="Health",
            fields=[
                (
                    "gateway",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="health",
                        serialize=False,
                        to="gateways.gateway",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
                ("heard_at", models.DateTimeField(null=True)),
                ("status_at", models.DateTimeField(null=True)),
                ("state", models.CharField(default="never_seen", max_length=10)),
                ("since", models.DateTimeField()),
                ("checks", models.SmallIntegerField(default=0)),
                ("seen_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "gateway_health"},
        ),
        migrations.CreateModel(
            name="Period",
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
                (
                    "gateway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="periods",
                        to="gateways.gateway",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tenants.tenant",
                    ),
                ),
                ("state", models.CharField(max_length=10)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "gateway_period",
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(ended_at=None),
                        fields=["gateway"],
                        name="gateway_is_in_one_state",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["ended_at"], name="gateway_period_by_end"),
                ],
            },
        ),
    ]
