"""A role that is limited to an asset keeps it from being deleted.

Locks: the tables of roles for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import IN_ASSETS, hide_when_narrowed, narrow, sql

TABLES = ("account", "invitation", "access_grant")


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0001_assets"),
        ("accounts", "0023_narrowed_roles"),
    ]

    operations = [
        *(
            sql(
                f"alter table {table} add constraint {table}_asset_id_refers_to_asset"
                " foreign key (asset_id) references asset on delete restrict;"
                f" create index {table}_by_asset on {table} (asset_id)"
                " where asset_id is not null",
                f"drop index {table}_by_asset; alter table {table}"
                f" drop constraint {table}_asset_id_refers_to_asset",
            )
            for table in TABLES
        ),
        narrow("asset", f"id = {IN_ASSETS}"),
        *map(
            hide_when_narrowed,
            (
                *("invitation", "access_grant", "api_key", "access_review"),
                *("contract", "contract_account", "support_access"),
            ),
        ),
    ]
