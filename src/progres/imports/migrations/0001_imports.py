"""Imports of devices and measuring points: files, what is wrong, what came of them.

Locks: the tables are new, nothing waits. The code before goes on working.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0007_roles_of_the_operator"),
        ("accounts", "0028_providers_of_the_house"),
        ("devices", "0006_narrowed_to_assets"),
        ("metering", "0002_row_level_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
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
                    "asset_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), null=True, size=None
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("file_name", models.CharField(max_length=200)),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("headings", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("defaults", models.JSONField(default=dict)),
                ("existing", models.CharField(max_length=10)),
                ("makes_assets", models.BooleanField(default=False)),
                ("runs_at_once", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(default="uploaded", max_length=10),
                ),
                ("attempts", models.IntegerField(default=0)),
                ("rows_done", models.IntegerField(default=0)),
                ("rows_total", models.IntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("new_assets", models.JSONField(default=list)),
                ("problem", models.TextField(blank=True)),
                ("problem_facts", models.JSONField(default=dict)),
                ("origin", models.JSONField(null=True)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "acting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
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
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="accounts.user",
                    ),
                ),
            ],
            options={
                "db_table": "import",
            },
        ),
        migrations.CreateModel(
            name="ImportItem",
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
                ("row", models.IntegerField()),
                ("thing", models.CharField(max_length=20)),
                ("thing_id", models.IntegerField()),
                ("is_new", models.BooleanField()),
                ("digest", models.BinaryField(null=True)),
                ("before", models.JSONField(null=True)),
                (
                    "import_in",
                    models.ForeignKey(
                        db_column="import_id",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="imports.import",
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
            ],
            options={
                "db_table": "import_item",
            },
        ),
        migrations.CreateModel(
            name="ImportNote",
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
                ("row", models.IntegerField()),
                ("column", models.CharField(blank=True, max_length=120)),
                ("sentence", models.TextField()),
                ("facts", models.JSONField(default=dict)),
                (
                    "import_in",
                    models.ForeignKey(
                        db_column="import_id",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="imports.import",
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
            ],
            options={
                "db_table": "import_note",
            },
        ),
        migrations.CreateModel(
            name="ImportTemplate",
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
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("headings", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("defaults", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "import_template",
            },
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                (
                    "import_in",
                    models.OneToOneField(
                        db_column="import_id",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="imports.import",
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("uploaded_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "import_file",
            },
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(fields=["tenant", "-id"], name="import_by_instance"),
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "checking",
                            "running",
                            "undoing",
                        ],
                    )
                ),
                fields=["id"],
                name="import_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="importitem",
            index=models.Index(
                fields=["import_in", "row", "id"], name="import_item_by_row"
            ),
        ),
        migrations.AddIndex(
            model_name="importitem",
            index=models.Index(
                fields=["thing", "thing_id"], name="import_item_by_thing"
            ),
        ),
        migrations.AddIndex(
            model_name="importnote",
            index=models.Index(
                fields=["import_in", "row", "id"], name="import_note_by_row"
            ),
        ),
        migrations.AddConstraint(
            model_name="importtemplate",
            constraint=models.UniqueConstraint(
                fields=("tenant", "kind", "name"),
                name="import_template_has_a_name_of_its_own",
            ),
        ),
    ]
