"""What devices measure, and where heat data are shown outside their purpose.

Locks: the table is new, nothing waits. The code before goes on working.
"""

import django.db.models.deletion
from django.db import migrations, models

from progres.database.rls import IN_SCOPE, protect, sql

# Also for roles that end at an asset in which the measuring point is not; a device that
# was taken out keeps what it measured.
MEDIA = f"""
create function media_of_devices(wanted int[])
returns table (device_id int, tenant_id int, medium text)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.device_id, m.tenant_id, p.medium
    from meter m join measuring_point p on p.id = m.measuring_point_id
    where m.device_id = any(wanted) and m.tenant_id = {IN_SCOPE}
$$;
revoke all on function media_of_devices(int[]) from public;
grant execute on function media_of_devices(int[]) to progres_web
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [
        ("metering", "0006_occupancies_are_protected"),
        ("tenants", "0007_roles_of_the_operator"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeatRelease",
            fields=[
                (
                    "tenant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="tenants.tenant",
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("released_at", models.DateTimeField()),
            ],
            options={"db_table": "heat_release"},
        ),
        protect(
            "heat_release",
            web="select, insert, delete",
            eraser="select, delete",
        ),
        sql(MEDIA, "drop function media_of_devices(int[])"),
    ]
