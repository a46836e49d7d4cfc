"""Assets belong to an instance; a trigger keeps the way down to each of them.

Locks: the table is new, nothing waits.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from progres.database.rls import protect, sql

TRIGGERS = """
create function fill_asset_lineage() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtext('asset'), new.tenant_id);
    new.lineage := coalesce(
        (select lineage from asset where id = new.parent_id), '{}'
    ) || new.id;
    if new.id = any(new.lineage[:cardinality(new.lineage) - 1]) then
        raise exception 'An asset cannot stand in itself.'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
revoke all on function fill_asset_lineage() from public;
create trigger asset_has_lineage before insert or update of parent_id on asset
for each row execute function fill_asset_lineage();

create function move_asset_contents() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update asset
    set lineage = new.lineage || lineage[array_position(lineage, new.id) + 1:]
    where lineage @> array[new.id] and id <> new.id;
    return null;
end $$;
revoke all on function move_asset_contents() from public;
create trigger asset_takes_its_contents_along after update of parent_id on asset
for each row when (old.parent_id is distinct from new.parent_id)
execute function move_asset_contents();
"""

DROP = """
drop trigger asset_takes_its_contents_along on asset;
drop trigger asset_has_lineage on asset;
drop function move_asset_contents();
drop function fill_asset_lineage();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("tenants", "0002_row_level_security")]

    operations = [
        migrations.CreateModel(
            name="Asset",
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
                    "lineage",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "sort_key",
                    models.CharField(db_collation="C", editable=False, max_length=200),
                ),
                ("kind", models.CharField(max_length=20)),
                ("street", models.CharField(blank=True, max_length=120)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="assets.asset",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={"db_table": "asset"},
        ),
        migrations.AddIndex(
            "asset",
            models.Index(fields=["parent", "sort_key", "id"], name="asset_by_name"),
        ),
        migrations.AddIndex(
            "asset",
            django.contrib.postgres.indexes.GinIndex(
                fields=["lineage"], name="asset_by_lineage"
            ),
        ),
        protect(
            "asset",
            # Lineage is the triggers'.
            web="select, insert, delete, update (parent_id, name, sort_key, kind,"
            " street, postal_code, city, country)",
            eraser="select, delete",
        ),
        sql(TRIGGERS, DROP),
    ]
