"""Requests of persons, the spans they are about, answers, and what was erased.

Locks: the tables are new, nothing waits. The code before goes on working.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("metering", "0006_occupancies_are_protected"),
        ("tenants", "0007_roles_of_the_operator"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonRequest",
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
                ("state", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=20)),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                ("extended_on", models.DateTimeField(null=True)),
                ("extension_reason", models.TextField(blank=True, max_length=2000)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("language", models.CharField(max_length=2)),
                ("terms", models.JSONField(default=list)),
                ("wish", models.TextField(blank=True, max_length=5000)),
                ("purposes", models.JSONField(default=list)),
                ("identity_method", models.CharField(blank=True, max_length=20)),
                ("identity_note", models.CharField(blank=True, max_length=500)),
                ("identified_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=20)),
                ("reason", models.TextField(blank=True, max_length=5000)),
                ("weighing", models.TextField(blank=True, max_length=5000)),
                ("decided_at", models.DateTimeField(null=True)),
                ("preview", models.JSONField(null=True)),
                ("proof", models.JSONField(null=True)),
                ("problem", models.TextField(blank=True)),
                ("problem_facts", models.JSONField(default=dict)),
                ("done_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
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
            options={
                "db_table": "person_request",
            },
        ),
        migrations.CreateModel(
            name="RequestSpan",
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
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "measuring_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="metering.measuringpoint",
                    ),
                ),
                (
                    "occupancy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="metering.occupancy",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="privacy.personrequest",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "person_request_span",
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "key",
                    models.CharField(max_length=32, primary_key=True, serialize=False),
                ),
                ("erased_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "tombstone",
            },
        ),
        migrations.CreateModel(
            name="AnswerPackage",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="privacy.personrequest",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "answer_package",
            },
        ),
        migrations.AddIndex(
            model_name="personrequest",
            index=models.Index(
                fields=["due_on", "id"], name="person_request_by_due_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="requestspan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gt", models.F("since")), _connector="OR"
                ),
                name="person_request_span_ends_after_it_begins",
            ),
        ),
    ]
