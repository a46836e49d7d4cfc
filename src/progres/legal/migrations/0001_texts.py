"""Privacy notice, legal notice and accessibility statement, in all their versions.

Everybody reads them, so that no row-level security protects them
(docs/decisions/0003); nobody changes or deletes a version that was published.
Locks: the table is new, nothing waits.
"""

from django.db import migrations, models

from progres.database.rls import shared_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenants", "0003_operator_tenant")]

    operations = [
        migrations.CreateModel(
            name="LegalText",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=2)),
                ("version", models.IntegerField()),
                ("body", models.TextField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "legal_text",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["kind", "language", "version"],
                        name="legal_text_has_each_version_once",
                    )
                ],
            },
        ),
        shared_table("legal_text", web="select, insert"),
    ]
