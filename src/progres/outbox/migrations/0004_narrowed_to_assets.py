"""Mails concern a whole instance, and nobody who is limited to assets.

Locks: the tables for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import hide_when_narrowed


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_kind_of_mail")]

    operations = [*map(hide_when_narrowed, ("mail",))]
