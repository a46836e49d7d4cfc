"""Gateways belong to an instance and show downwards when shared.

Locks: the table is new, nothing waits.
"""

from django.db import migrations

from progres.database.rls import IN_ANCESTORS, IN_SCOPE, protect


class Migration(migrations.Migration):
    dependencies = [
        ("gateways", "0001_tables"),
        ("tenants", "0002_row_level_security"),
    ]

    operations = [
        protect(
            "gateway",
            web="select, insert, update, delete",
            visible=f"tenant_id = {IN_SCOPE} or (shared and tenant_id = {IN_ANCESTORS})",
            writable=f"tenant_id = {IN_SCOPE}",
        ),
    ]
