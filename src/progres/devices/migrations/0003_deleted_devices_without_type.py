"""A deleted device can be without its type, which can then be deleted at once.

Locks: device exclusively, while its rows are checked: a second for a million. The code
before goes on working: it never looks at the type of a deleted device.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("devices", "0002_row_level_security")]

    operations = [
        migrations.AlterField(
            "device",
            "device_type",
            models.ForeignKey(
                "devices.DeviceType",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
            ),
        ),
        migrations.AddConstraint(
            "device",
            models.CheckConstraint(
                condition=Q(device_type__isnull=False) | Q(deleted_at__isnull=False),
                name="device_has_a_type_until_it_is_deleted",
            ),
        ),
    ]
