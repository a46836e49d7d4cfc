"""An unassigned uplink keeps each message that delivered it, byte for byte.

Locks: the table for an instant, to add a column with a default. The code before goes on
working; what it writes has no bodies.
"""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connections", "0002_row_level_security")]

    operations = [
        migrations.AddField(
            model_name="unassigneduplink",
            name="bodies",
            field=django.contrib.postgres.fields.ArrayField(
                models.BinaryField(), db_default=[], default=list
            ),
        ),
    ]
