"""What controllers say of themselves, and the versions of the documents made of it.

Details are seen from below, too: a customer's documents name the operator's. Nobody
changes or deletes a version. `operator_tenant` is asked by the public privacy notice,
which nobody is signed in for, and `tenants_with_documents` by the worker.
Locks: the tables are new; `tenant` for an instant. The code before goes on working.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from progres.database.rls import (
    IN_ANCESTORS,
    IN_SCOPE,
    hide_when_narrowed,
    protect,
    sql,
)

FUNCTIONS = """
create function operator_tenant() returns int
    language sql stable security definer set search_path = public, pg_temp
as $$ select id from tenant where parent_id is null $$;
create function tenants_with_documents() returns table (tenant_id int, lineage int[])
    language sql stable security definer set search_path = public, pg_temp
as $$
    select t.id, t.lineage from tenant t
    where t.archived_at is null and (t.parent_id is null
        or exists (select from document_version d where d.tenant_id = t.id))
    order by t.id
$$;
revoke all on function operator_tenant() from public;
revoke all on function tenants_with_documents() from public;
grant execute on function operator_tenant() to progres_web;
grant execute on function tenants_with_documents() to progres_web
"""
TENANT: dict[str, Any] = {
    "on_delete": django.db.models.deletion.CASCADE,
    "to": "tenants.tenant",
}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0005_governing_contracts"),
        ("accounts", "0028_providers_of_the_house"),
        ("privacy", "0005_erasing_instances"),
    ]

    operations = [
        migrations.CreateModel(
            name="Details",
            fields=[
                (
                    "tenant",
                    models.OneToOneField(primary_key=True, serialize=False, **TENANT),
                ),
                ("controller", models.CharField(max_length=200)),
                ("address", models.TextField()),
                ("contact", models.CharField(max_length=254)),
                ("officer", models.TextField()),
                ("authority", models.TextField()),
                ("data_centre", models.TextField()),
                ("processors", models.TextField()),
                ("third_countries", models.CharField(max_length=10)),
                ("transfers", models.TextField()),
                ("instructions", models.TextField()),
                ("further_measures", models.TextField()),
            ],
            options={
                "db_table": "privacy_details",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(third_countries__in=["", "none", "some"]),
                        name="privacy_details_say_what_of_third_countries",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("tenant", models.ForeignKey(**TENANT)),
                ("kind", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=2)),
                ("version", models.IntegerField()),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "document_version",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["tenant", "kind", "language", "version"],
                        name="document_version_is_counted_once",
                    )
                ],
            },
        ),
        protect(
            "privacy_details",
            web="select, insert, update",
            eraser="select, delete",
            visible=f"tenant_id = {IN_SCOPE} or tenant_id = {IN_ANCESTORS}",
            writable=f"tenant_id = {IN_SCOPE}",
        ),
        protect("document_version", web="select, insert", eraser="select, delete"),
        hide_when_narrowed("privacy_details"),
        hide_when_narrowed("document_version"),
        sql(
            FUNCTIONS,
            "drop function operator_tenant(); drop function tenants_with_documents()",
        ),
    ]
