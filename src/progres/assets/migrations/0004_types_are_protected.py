"""Types of assets show downwards when shared, and assets are found by words.

These replace looking into every name. Locks: the tables are new; asset is read while the
words of its rows are filled, a second for 10,000. The code before goes on working, but
what it adds is found by words only once it is changed.
"""

from typing import Any

from django.db import migrations

from progres.database.rls import (
    IN_ANCESTORS,
    IN_ASSETS,
    IN_SCOPE,
    ends_with,
    narrow,
    protect,
    sql,
)
from progres.database.words import indexed_words

# An instance is not moved away from the types of its assets.
TYPES_SEEN = """
create function check_asset_types_of_moved_tenant() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (
        select from asset a join asset_type y on y.id = a.type_id
        where a.tenant_id = new.id and y.tenant_id <> new.id
          and not (y.shared and y.tenant_id = any(new.lineage))
    ) then
        raise exception 'An asset would not see its type.' using
            errcode = 'check_violation',
            constraint = 'tenant_sees_the_types_of_its_assets';
    end if;
    return null;
end $$;
revoke all on function check_asset_types_of_moved_tenant() from public;
create constraint trigger tenant_sees_types_of_assets
after update of lineage on tenant deferrable initially immediate
for each row when (old.lineage is distinct from new.lineage)
execute function check_asset_types_of_moved_tenant();
"""
DROP_TYPES_SEEN = """
drop trigger tenant_sees_types_of_assets on tenant;
drop function check_asset_types_of_moved_tenant();
"""

OF_ASSETS = f"asset_id = {IN_ASSETS}"


def index_all(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 given
    """Fill the words of the assets that are there."""
    asset, word = (
        apps.get_model("assets", "Asset"),
        apps.get_model("assets", "AssetWord"),
    )
    rows = asset.objects.values_list(
        "id", "tenant_id", "name", "street", "postal_code", "city"
    )
    word.objects.bulk_create(
        (
            word(tenant_id=tenant_id, asset_id=asset_id, word=found)
            for asset_id, tenant_id, *texts in rows.iterator()
            for found in indexed_words(*texts)
        ),
        batch_size=5000,
    )


class Migration(migrations.Migration):
    dependencies = [("assets", "0003_types_and_locations")]

    operations = [
        protect(
            "asset_type",
            web="select, insert, update, delete",
            eraser="select, delete",
            visible=f"tenant_id = {IN_SCOPE} or (shared and tenant_id = {IN_ANCESTORS})",
            writable=f"tenant_id = {IN_SCOPE}",
        ),
        ends_with("asset_word", "asset_id", "asset", "cascade"),
        protect("asset_word", web="select, insert, delete", eraser="select, delete"),
        narrow("asset_word", OF_ASSETS),
        sql(TYPES_SEEN, DROP_TYPES_SEEN),
        migrations.RunPython(index_all, migrations.RunPython.noop),
    ]
