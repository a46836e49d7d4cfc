"""A device can hang in an asset, of its own instance or of one above.

Whether an asset is in use is told by a function, since roles above the instance may end
at it, and the domain of assets knows no devices. Locks: device and asset for an instant.
The code before goes on working.
"""

import django.db.models.deletion
from django.db import migrations, models

from progres.database.rls import IN_SCOPE, ends_with, sql

USES = f"""
create function uses_of_asset(wanted int) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select (select count(*) from device d where d.asset_id = a.id and d.deleted_at is null)
        + (select count(*) from asset below where below.parent_id = a.id)
    from asset a where a.id = wanted and a.tenant_id = {IN_SCOPE}
$$;
revoke all on function uses_of_asset(int) from public;
grant execute on function uses_of_asset(int) to progres_web;
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0004_quotas_and_moves"),
        ("assets", "0001_assets"),
    ]

    operations = [
        migrations.AddField(
            "device",
            "asset",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="assets.asset",
            ),
        ),
        ends_with("device", "asset_id", "asset", "set null"),
        sql(USES, "drop function uses_of_asset(int)"),
    ]
