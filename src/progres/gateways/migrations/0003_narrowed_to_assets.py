"""Gateways concern a whole instance, and nobody who is limited to assets.

Locks: the tables for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import hide_when_narrowed


class Migration(migrations.Migration):
    dependencies = [("gateways", "0002_row_level_security")]

    operations = [*map(hide_when_narrowed, ("gateway",))]
