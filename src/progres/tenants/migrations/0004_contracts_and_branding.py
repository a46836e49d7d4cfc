"""Instances have a contact, branding, quotas, an archive, and contracts.

The front door reads of instances only what it needs: people to contact are none of
its business. Locks: the table of instances for an instant, to add columns. The code
before goes on working.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from progres.database.rls import protect, sql

TEXTS = (
    ("contact_first_name", 60),
    ("contact_last_name", 60),
    ("contact_email", 254),
    ("contact_phone", 40),
    ("brand_name", 60),
    ("accent", 7),
    ("mail_sender_name", 100),
)
NUMBERS = ("quota_devices", "quota_users", "quota_uplinks")
CHANGEABLE = ", ".join([*(name for name, _ in TEXTS), *NUMBERS, "archived_at"])

# Ranges of one number stand for equality, which GiST has not without an extension.
NO_OVERLAP = """
alter table contract add constraint contract_is_the_only_one_of_its_days
exclude using gist (
    int4range(tenant_id, tenant_id, '[]') with &&,
    daterange(starts_on, ends_on, '[]') with &&)
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_operator_tenant")]

    operations = [
        *(
            migrations.AddField(
                "tenant",
                name,
                models.CharField(max_length=length, default="", db_default=""),
            )
            for name, length in TEXTS
        ),
        *(
            migrations.AddField("tenant", name, models.IntegerField(null=True))
            for name in NUMBERS
        ),
        migrations.AddField("tenant", "archived_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "tenant",
            models.CheckConstraint(
                condition=Q(accent__regex=r"^(#[0-9a-f]{6})?$"),
                name="tenant_accent_is_a_colour",
            ),
        ),
        migrations.AddConstraint(
            "tenant",
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(archived_at=None),
                name="tenant_of_the_operator_is_never_archived",
            ),
        ),
        migrations.CreateModel(
            name="Logo",
            fields=[
                (
                    "tenant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="tenants.tenant",
                    ),
                ),
                ("content", models.BinaryField()),
                ("digest", models.CharField(max_length=16)),
            ],
            options={"db_table": "tenant_logo"},
        ),
        migrations.CreateModel(
            name="Contract",
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
                ("number", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("agreed_accounts", models.IntegerField()),
                ("processing_agreement_on", models.DateField(null=True)),
                ("retention_terms", models.TextField(default="", db_default="")),
                ("grace_days", models.IntegerField(default=30)),
                ("created_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={"db_table": "contract"},
        ),
        *(
            migrations.AddConstraint(
                "contract", models.CheckConstraint(condition=condition, name=name)
            )
            for condition, name in (
                (
                    Q(kind__in=["managed", "self-run"]),
                    "contract_is_managed_or_self_run",
                ),
                (
                    Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                    "contract_ends_after_its_start",
                ),
                (Q(grace_days__gte=30), "contract_gives_thirty_days_of_grace"),
                (Q(agreed_accounts__gte=0), "contract_agrees_on_no_negative_number"),
            )
        ),
        sql(NO_OVERLAP),
        protect("tenant_logo", web="select, insert, update, delete"),
        protect(
            "contract", web="select, insert, update, delete", eraser="select, delete"
        ),
        sql(
            f"grant update ({CHANGEABLE}) on tenant to progres_web;"  # noqa: S608 constants
            " revoke select on tenant from progres_ingest;"
            " grant select (id, parent_id, lineage, archived_at) on tenant"
            " to progres_ingest",
            "revoke select on tenant from progres_ingest;"
            " grant select on tenant to progres_ingest",
        ),
    ]
