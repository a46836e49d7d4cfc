"""Wall screens show one page of an instance without anybody signed in.

Who opens a screen's address has no scope yet; a narrow function tells the one of the
token, while it is good.
Locks: the table is new, nothing waits.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from progres.database.rls import protect, sql

USE = """
create function use_display_token(hash bytea, at timestamptz)
returns table (token_id int, lineage int[], subtree int[])
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update display_token d set last_used_at = at
    where d.token_hash = hash and d.expires_at > at
      and (d.last_used_at is null or d.last_used_at < at - interval '1 minute');
    return query
    select d.id, t.lineage,
        (select array_agg(below.id) from tenant below where t.id = any(below.lineage))
    from display_token d join tenant t on t.id = d.tenant_id
    where d.token_hash = hash and d.expires_at > at;
end $$;
revoke all on function use_display_token(bytea, timestamptz) from public;
grant execute on function use_display_token(bytea, timestamptz) to progres_web;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0003_operator_tenant"),
        ("devices", "0003_deleted_devices_without_type"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisplayToken",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("prefix", models.CharField(max_length=12)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("shown", models.CharField(max_length=10)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="devices.device",
                    ),
                ),
            ],
            options={"db_table": "display_token"},
        ),
        migrations.AddConstraint(
            "displaytoken",
            models.CheckConstraint(
                condition=Q(shown="device", device__isnull=False)
                | (~Q(shown="device") & Q(device=None)),
                name="display_token_has_a_device_where_it_shows_one",
            ),
        ),
        protect("display_token", web="select, insert, delete", eraser="select, delete"),
        sql(USE, "drop function use_display_token(bytea, timestamptz)"),
    ]
