"""The register of breaches, and that of disclosures to authorities.

`incidents_to_remind` is asked by the worker: whose 72 hours end soon, and which of the
two reminders is due.
Locks: the tables are new; `tenant` for an instant. The code before goes on working.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from progres.database.rls import hide_when_narrowed, protect, sql

REMIND = """
create function incidents_to_remind(now timestamptz)
    returns table (incident_id int, tenant_id int, hours int)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select i.id, i.tenant_id, due.hours
    from privacy_incident i,
        lateral (select case when now >= i.noticed_at + interval '66 hours' then 6
            when now >= i.noticed_at + interval '48 hours' then 24 end as hours) due
    where i.role = 'controller' and i.closed_at is null and i.authority_at is null
        and i.authority_reason = '' and due.hours is not null
        and (i.reminded_h is null or i.reminded_h > due.hours)
    order by i.id
$$;
revoke all on function incidents_to_remind(timestamptz) from public;
grant execute on function incidents_to_remind(timestamptz) to progres_web
"""


def numbers() -> django.contrib.postgres.fields.ArrayField:  # type: ignore[type-arg] # of numbers
    return django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())


def tenant() -> models.ForeignKey:  # type: ignore[type-arg] # of the state
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, to="tenants.tenant"
    )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0006_documents")]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("tenant", tenant()),
                ("role", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("concerned", numbers()),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20)
                    ),
                ),
                ("noticed_at", models.DateTimeField()),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("what", models.TextField()),
                ("consequences", models.TextField()),
                ("measures", models.TextField()),
                ("assessed_at", models.DateTimeField(null=True)),
                ("authority_at", models.DateTimeField(null=True)),
                ("authority_reason", models.TextField()),
                ("persons_at", models.DateTimeField(null=True)),
                ("persons_reason", models.TextField()),
                ("customers_at", models.DateTimeField(null=True)),
                ("reminded_h", models.IntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "privacy_incident",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(role__in=["controller", "processor"]),
                        name="privacy_incident_is_of_a_controller_or_processor",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("tenant", tenant()),
                ("receiver", models.CharField(max_length=200)),
                ("legal_ground", models.CharField(max_length=200)),
                ("file_number", models.CharField(max_length=100)),
                ("data", models.TextField()),
                ("user_ids", numbers()),
                ("point_ids", numbers()),
                ("device_ids", numbers()),
                ("from_day", models.DateField(null=True)),
                ("to_day", models.DateField(null=True)),
                ("disclosed_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=200)),
                ("secret_until", models.DateField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={"db_table": "disclosure"},
        ),
        protect(
            "privacy_incident", web="select, insert, update", eraser="select, delete"
        ),
        protect("disclosure", web="select, insert", eraser="select, delete"),
        hide_when_narrowed("privacy_incident"),
        hide_when_narrowed("disclosure"),
        sql(REMIND, "drop function incidents_to_remind(timestamptz)"),
    ]
