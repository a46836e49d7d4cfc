"""A person with an account can be responsible for an asset, while there is the account.

Locks: asset and account for an instant; the column is empty. The code before goes on
working: it does not write the column.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from progres.database.rls import ends_with, sql


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0004_types_are_protected"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0005_what_ends_with_an_account"),
    ]

    operations = [
        migrations.AddField(
            "asset",
            "responsible",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        ends_with("asset", "responsible_id", "account", "set null"),
        sql("grant update (responsible_id) on asset to progres_web"),
    ]
