"""Files of an instance, which end with what they belong to.

The columns with ids of assets, devices and so on refer to their tables by migrations of
those domains, which narrow what roles see that end at an asset, too; until then nobody
narrowed sees a file. Locks: the table is new, nothing waits. The code before goes on
working.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from progres.database.rls import IN_SCOPE, protect, sql

ROOM = f"""
-- How much an instance in scope keeps. Locks it, so that two who ask at once do not both
-- find room; counts what narrowed roles do not see, too.
create function bytes_of_files(wanted int) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform from tenant where id = wanted and id = {IN_SCOPE} for no key update;
    return (
        select coalesce(sum(size), 0) from stored_file
        where tenant_id = wanted and wanted = {IN_SCOPE}
    );
end $$;
revoke all on function bytes_of_files(int) from public;
grant execute on function bytes_of_files(int) to progres_web;
"""  # noqa: S608 constants

OWNERS = ("asset_id", "device_id", "measuring_point_id", "meter_id")


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenants", "0007_roles_of_the_operator")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
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
                *((name, models.IntegerField(null=True)) for name in OWNERS),
                ("use", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=130)),
                ("caption", models.CharField(blank=True, max_length=200)),
                ("taken_on", models.DateField(null=True)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.IntegerField()),
                ("width", models.IntegerField(null=True)),
                ("height", models.IntegerField(null=True)),
                ("content", models.BinaryField()),
                ("thumbnail", models.BinaryField(null=True)),
                ("created_at", models.DateTimeField()),
                ("unused_since", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={"db_table": "stored_file"},
        ),
        migrations.AddConstraint(
            "storedfile",
            models.CheckConstraint(
                condition=Q(
                    asset_id__isnull=False,
                    device_id=None,
                    measuring_point_id=None,
                    meter_id=None,
                )
                | Q(
                    asset_id=None,
                    device_id__isnull=False,
                    measuring_point_id=None,
                    meter_id=None,
                )
                | Q(asset_id=None, device_id=None, measuring_point_id__isnull=False),
                name="stored_file_belongs_to_one_thing",
            ),
        ),
        migrations.AddConstraint(
            "storedfile",
            models.UniqueConstraint(
                condition=Q(use="plan"),
                fields=("asset_id",),
                name="stored_file_is_the_only_plan_of_its_asset",
            ),
        ),
        *(
            migrations.AddIndex(
                "storedfile",
                models.Index(
                    condition=Q((f"{column}__isnull", False)),
                    fields=[column],
                    name=f"stored_file_by_{column.removesuffix('_id')}",
                ),
            )
            for column in OWNERS
        ),
        migrations.AddIndex(
            "storedfile",
            models.Index(
                condition=Q(unused_since__isnull=False),
                fields=["unused_since"],
                name="stored_file_unused",
            ),
        ),
        protect(
            "stored_file",
            # What a file holds and whose it is stay as they were.
            web="select, insert, delete, update (caption, taken_on, meter_id,"
            " unused_since)",
            eraser="select, delete",
        ),
        sql(ROOM, "drop function bytes_of_files(int)"),
    ]
