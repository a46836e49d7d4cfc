"""Wall screens concern a whole instance, and nobody who is limited to assets.

Locks: the table for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import hide_when_narrowed


class Migration(migrations.Migration):
    dependencies = [("displays", "0001_tables")]

    operations = [hide_when_narrowed("display_token")]
