"""Assets have types that instances make themselves, and say where and whose they are.

The new tables are protected by the next migration, before anybody but the owner may touch
them. Locks: asset while the index is built. The code before goes on working: everything
new has a value, or none.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from progres.database.rls import ends_with, sql


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0002_narrowed_roles"),
        ("tenants", "0007_roles_of_the_operator"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssetType",
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
                ("shared", models.BooleanField(default=True)),
                ("name", models.CharField(max_length=100)),
                ("field_specs", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={"db_table": "asset_type"},
        ),
        migrations.AddConstraint(
            "assettype",
            models.UniqueConstraint(
                fields=("tenant", "name"),
                name="asset_type_is_described_once_per_instance",
            ),
        ),
        migrations.AddField(
            "asset",
            "type",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="assets.assettype",
            ),
        ),
        ends_with("asset", "type_id", "asset_type", "restrict"),
        migrations.AddField(
            "asset", "values", models.JSONField(default=dict, db_default={})
        ),
        migrations.AddField("asset", "latitude", models.FloatField(null=True)),
        migrations.AddField("asset", "longitude", models.FloatField(null=True)),
        migrations.AddField(
            "asset",
            "contacts",
            models.CharField(max_length=300, default="", db_default=""),
        ),
        migrations.AddField(
            "asset",
            "notes",
            models.TextField(max_length=5000, default="", db_default=""),
        ),
        migrations.AddConstraint(
            "asset",
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="asset_lies_on_earth",
            ),
        ),
        migrations.AddIndex(
            "asset", models.Index(fields=["sort_key", "id"], name="asset_by_sort_key")
        ),
        sql(
            "grant update (type_id, values, latitude, longitude, contacts, notes)"
            " on asset to progres_web"
        ),
        migrations.CreateModel(
            name="AssetWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "word",
                        "tenant_id",
                        "asset_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("word", models.CharField(db_collation="C", max_length=120)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="assets.asset"
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={"db_table": "asset_word"},
        ),
    ]
